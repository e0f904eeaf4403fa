-- How many signals an open process was given, so that whoever holds it sees without reading its stream.
alter table process.open_process add column signals integer not null default 0;
