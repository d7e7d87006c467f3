// Records as rows of a table, and the counters beside it. Internal to the storage module.
#pragma once

#include "storage/database.h"
#include "storage/record.h"

namespace sciot::storage {

// ?1 to ?5 of a statement that inserts: kind, device, id, body, size. The record must live until the next Reset.
void BindRecord(Statement& insert, const Record& record);

// Of a row of these after its sequence.
StoredRecord ReadRecord(const Statement& row);
uint64_t ReadSize(const Statement& row);

// The one number, 0 or more, that a query gives; 0 for no row.
Status LoadNumber(const Database& database, const std::string& sql, uint64_t& value);

// Of table `counters`.
Status LoadCounter(const Database& database, const std::string& name, uint64_t& value);
Status SetCounter(const Database& database, const std::string& name, uint64_t value);
Status AddToCounter(const Database& database, const std::string& name, uint64_t number);

}  // namespace sciot::storage
