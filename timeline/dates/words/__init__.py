"""The words of dates, language by language. Each module has `WORDS`: for each kind of token, phrases and what they stand for."""
