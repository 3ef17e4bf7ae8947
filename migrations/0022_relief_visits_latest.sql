-- The latest visits of a place are read from here, page by page, without sorting every visit of the years before.
create index visit_latest on relief.visit (occurred_at desc, id desc);
