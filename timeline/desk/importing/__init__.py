"""Files of events, from a spreadsheet to drafts: read, columns named, every row shown as it will be, then all of it or nothing.

`reading` turns a file into rows of text or says in a sentence why it cannot. `columns` knows what headers mean. `planning` says of each row
what would become of it. `views` walks an editor through it; the rows wait in the database meanwhile, so memory stays flat.
"""
