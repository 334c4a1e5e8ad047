#include "resolver/net/ticket_table.h"

#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("a ticket brings back what it was given for, once") {
  TicketTable<int> table(2);
  const auto ticket = table.reserve().value();
  table.fill(ticket, 42);
  CHECK(table.in_use() == 1);
  CHECK(table.take(ticket) == 42);
  CHECK(!table.take(ticket));
  CHECK(table.in_use() == 0);
}

TEST_CASE("an old ticket does not find the next one's place") {
  TicketTable<int> table(1);
  const auto old = table.reserve().value();
  table.fill(old, 1);
  table.take(old);
  const auto next = table.reserve().value();
  table.fill(next, 2);
  CHECK(!table.take(old));
  CHECK(table.take(next) == 2);
}

TEST_CASE("a full table gives no ticket, and a wild ticket finds nothing") {
  TicketTable<int> table(1);
  CHECK(table.reserve());
  CHECK(!table.reserve());
  CHECK(!table.take(12345));
}
