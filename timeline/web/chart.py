def drawing(asked, now, selection): return ""
def around(event): return ""
