// Package model says what is true and what should happen at the backorder desk:
// the nouns and their rules, without any input or output.
//
// # Glossary
//
// These words are used in code, on screen, in the API and in the manual, and
// nothing else is used for the same thing.
//
//	on hand       physical units in a warehouse now; never negative
//	allocated     on-hand units bound to an order line, not yet left (a hard claim)
//	picked        allocated units on an open pick list or in a package: frozen, no run takes them
//	protected     the last K units of a product kept for priority <= p until a date
//	available     on hand - allocated - picked - protected (for the one who asks)
//	inbound       open quantity of a purchase-order line or transfer, with an ETA and a confidence
//	pegged        inbound units promised to a line (a soft claim, planned again at every run)
//	backordered   ordered - shipped - cancelled - substituted - allocated - picked
//	open          ordered - shipped - cancelled - substituted
//	requested     the date the customer asked for; written once
//	first promise the first date the customer was given; written once
//	promise       the date the customer has now
//	promise ledger every change of the promise, with cause, author and notice
//	ship mode     how an order may leave: as_available, line_complete, order_complete, max_shipments, on_date
//	disposition   what becomes of a line's uncovered rest: backorder, cancel_rest, direct_ship, transfer, substitute_offered, hold
//	critical set  lines that are useless without each other; they ship together
//	run           one allocation plan as a document: a draft until applied or discarded
//	pool          the stock one queue competes for: a product in a warehouse
//	site          a customer's place of delivery
//	method        how an order gets there: own_truck, will_call, carrier, direct
//	horizon       beyond it an order takes no stock on hand; it is pegged
//	special order bought for one line and tied to its purchase-order line
//	as of         the time at which a stock file was true
//	fill rate     unit, line and order fill: three numbers, never mixed
//	OTIF          on time in full, always naming against which date
//
// # Words we avoid
//
// reserved, committed (say allocated or picked); item (say product or line);
// owed, outstanding (say open or backordered); due date (say requested, promise
// or ETA); shortage quantity (say backordered, on screen Short).
package model
