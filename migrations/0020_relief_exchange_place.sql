-- A place of which nobody knows where it lies has no point: its distance is unknown, and no guess stands for it.
alter table relief.need alter column longitude drop not null, alter column latitude drop not null,
  add check ((longitude is null) = (latitude is null));
alter table relief.offer alter column longitude drop not null, alter column latitude drop not null,
  add check ((longitude is null) = (latitude is null));
