from __future__ import annotations
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
import calendar
class EdtfError(ValueError): position=0
def _one(s):
    f=s.rstrip("~?%"); q=s[len(f):]
    p=f.split("-")
    try:
        if len(p)==1: a,b=date(int(p[0]),1,1),date(int(p[0]),12,31)
        elif len(p)==2: a=date(int(p[0]),int(p[1]),1); b=a.replace(day=calendar.monthrange(a.year,a.month)[1])
        else: a=b=date.fromisoformat(f)
    except ValueError as e: raise EdtfError(str(e)) from e
    return a,b,q,["year","month","day"][len(p)-1]
@dataclass(frozen=True)
class FuzzyDate:
    edtf:str; earliest:date|None; latest:date|None; precision:str; approximate:bool; uncertain:bool; is_interval:bool; q0:str=""; q1:str=""
    @classmethod
    def from_edtf(cls,t): return _p(t)
    @property
    def mark(self):
        if self.is_interval: return self.earliest or self.latest
        return self.earliest+(self.latest-self.earliest)/2
    @property
    def is_duration(self): return self.is_interval
    @property
    def is_fuzzy(self): return not self.is_interval and (self.approximate or self.uncertain or self.precision!="day")
    @property
    def start_exact(self): return self.earliest is not None and not self.q0
    @property
    def end_exact(self): return self.latest is not None and not self.q1
    def __lt__(self,o): return (self.mark,self.edtf)<(o.mark,o.edtf)
@lru_cache(10000)
def _p(t):
    if "/" in t:
        a,b=t.split("/"); 
        A=_one(a) if a!=".." else (None,None,"","day"); B=_one(b) if b!=".." else (None,None,"","day")
        return FuzzyDate(t,A[0],B[1],A[3],"~" in A[2]+B[2],"?" in A[2]+B[2],True,A[2],B[2])
    a,b,q,p=_one(t); return FuzzyDate(t,a,b,p,"~" in q,"?" in q,False)
@dataclass
class Reading: date:object; error:str|None=None; suggestion:str|None=None; explanation:str=""; alternatives:tuple=(); assumed:tuple=()
def parse(text,anchor,languages=(),display="en"):
    try: return Reading(_p(text))
    except EdtfError as e: return Reading(None,str(e))
def show(d,language="en",style="full"):
    m=lambda x: f"{x.day} {x:%b %Y}" if x else ".."
    if d.earliest==d.latest: return m(d.earliest)
    if not d.is_interval and d.precision=="month": return f"{d.earliest:%B %Y}"
    return f"{m(d.earliest)} – {m(d.latest)}"
def beside(d,l): return None
def machine(d): return d.earliest.isoformat() if d.earliest==d.latest else None
def precision_words(d,l): return d.precision
def tick_label(day,unit,language,**k): return str(day)
