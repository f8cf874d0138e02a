-- the file that a check is from, if it is from one
ALTER TABLE detection ADD COLUMN file TEXT;
