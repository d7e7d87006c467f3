#include "storage/record_rows.h"

namespace sciot::storage {
namespace {

enum Column : int { kSequence, kKind, kDevice, kId, kBody, kSize };

}  // namespace

void BindRecord(Statement& insert, const Record& record) {
  insert.Bind(kKind, static_cast<int64_t>(record.kind));
  insert.Bind(kDevice, record.device_id);
  insert.Bind(kId, record.id);
  insert.Bind(kBody, record.body);
  insert.Bind(kSize, static_cast<int64_t>(SizeOf(record)));
}

StoredRecord ReadRecord(const Statement& row) {
  const auto kind = static_cast<RecordKind>(row.Integer(kKind));
  return {row.Integer(kSequence), {kind, row.Text(kDevice), row.Text(kId), row.Text(kBody)}};
}

uint64_t ReadSize(const Statement& row) {
  return static_cast<uint64_t>(row.Integer(kSize));
}

Status LoadNumber(const Database& database, const std::string& sql, uint64_t& value) {
  SCIOT_ASSIGN(const int64_t number, database.QueryInteger(sql));
  value = static_cast<uint64_t>(number);
  return {};
}

Status LoadCounter(const Database& database, const std::string& name, uint64_t& value) {
  return LoadNumber(database, "SELECT value FROM counters WHERE name = '" + name + "'", value);
}

Status SetCounter(const Database& database, const std::string& name, uint64_t value) {
  return database.Execute("UPDATE counters SET value = " + std::to_string(value) + " WHERE name = '" + name + "'");
}

Status AddToCounter(const Database& database, const std::string& name, uint64_t number) {
  return database.Execute("UPDATE counters SET value = value + " + std::to_string(number) + " WHERE name = '" + name +
                          "'");
}

}  // namespace sciot::storage
