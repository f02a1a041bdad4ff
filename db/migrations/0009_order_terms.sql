-- 0009: two answers that an order is taken with. A date can be essential: the
-- order must ship by it, or the customer may cancel at once. And some customers
-- want to be asked, when a line is short, whether a part may leave or all of it
-- waits; for the others the ship mode is the answer.

ALTER TABLE customer ADD COLUMN ask_short INTEGER NOT NULL DEFAULT 0 CHECK (ask_short IN (0,1));
ALTER TABLE sales_order ADD COLUMN essential INTEGER NOT NULL DEFAULT 0
  CHECK (essential IN (0,1) AND (essential = 0 OR need_by IS NOT NULL));
