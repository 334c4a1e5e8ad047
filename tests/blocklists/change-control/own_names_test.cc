// The school's own names in change control: kept, logged, read again.
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

TEST_CASE("local records and forwarded zones are read again as they were written") {
  Box box;
  box.commit(console(),
             change::LocalRecordSet{{"ldap", "_ldap._tcp.School.example", "SRV", "0 100 389 dc1.school.example", 600}});
  box.commit(console(), change::ForwardZoneSet{{"domain", "School.local", {"10.0.0.2"}}});
  const auto before = box.changes->state();
  CHECK(before->local_records.at("ldap").name == "_ldap._tcp.school.example");
  CHECK(before->forward_zones.at("domain").zone == "school.local");
  box.open();
  CHECK(box.changes->state()->local_records == before->local_records);
  CHECK(box.changes->state()->forward_zones == before->forward_zones);
  box.commit(console(), change::LocalRecordRemoved{"ldap"});
  box.commit(console(), change::ForwardZoneRemoved{"domain"});
  CHECK(box.changes->state()->local_records.empty());
  CHECK(box.changes->state()->forward_zones.empty());
}

TEST_CASE("what could not be served or forwarded does not come in") {
  Box box;
  CHECK(box.refused(console(), change::LocalRecordSet{{"x", "x.example", "A", "nowhere", 300}}).kind ==
        Fault::Kind::bad_input);
  CHECK(box.refused(console(), change::LocalRecordSet{{"x", "x.example", "A", "10.0.0.5", 9'999'999}}).kind ==
        Fault::Kind::bad_input);
  CHECK(box.refused(console(), change::ForwardZoneSet{{"x", "localhost", {"10.0.0.2"}}}).kind ==
        Fault::Kind::bad_input);
  CHECK(box.refused(console(), change::ForwardZoneSet{{"x", "school.local", {}}}).kind == Fault::Kind::bad_input);
  box.commit(console(), change::ForwardZoneSet{{"domain", "school.local", {"10.0.0.2"}}});
  CHECK(box.refused(console(), change::ForwardZoneSet{{"again", "school.local", {"10.0.0.3"}}}).kind ==
        Fault::Kind::conflict);
}
