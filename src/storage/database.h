// SQLite with errors as values. Internal to the storage module.
//
//   SCIOT_ASSIGN(auto database, Database::Open(path, {}));
//   SCIOT_ASSIGN(auto insert, database.Prepare("INSERT INTO t VALUES (?1)"));
//   insert.Bind(1, "text");
//   SCIOT_TRY(insert.Run());
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sciot/result.h"
#include "storage/durability.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sciot::storage {

// Who else may have the file open.
enum class Sharing { kNone, kOtherProcesses };

struct DatabaseOptions {
  Durability durability = Durability::kProcess;
  Sharing sharing = Sharing::kNone;
};

class Database;

// One statement of a database, which must outlive it. What Bind is given must live until the next Reset.
class Statement {
 public:
  void Bind(int index, int64_t value);
  void Bind(int index, std::string_view text);

  // Whether there is a row.
  Result<bool> Step();
  // Runs to the end, and makes ready to run again.
  Status Run();
  void Reset();

  // Of the current row.
  int64_t Integer(int column) const;
  std::string Text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(const Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}

  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// One thread at a time.
class Database {
 public:
  // Makes the file and its folder where they are not there. kUnavailable when another process has it.
  static Result<std::unique_ptr<Database>> Open(const std::filesystem::path& path, const DatabaseOptions& options);

  Result<Statement> Prepare(std::string_view sql) const;
  // Statements without results or parameters.
  Status Execute(const std::string& sql) const;
  // The one number that a query gives.
  Result<int64_t> QueryInteger(std::string_view sql) const;

  // Rows that the last statement added, changed or removed.
  int64_t changes() const;

  // Names the file and what is wrong with it.
  Error MakeError() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(const std::filesystem::path& path) : path_(path) {}

  Status Connect();
  Status Configure(const DatabaseOptions& options) const;

  const std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> connection_;
};

// Undoes what was not committed.
class Transaction {
 public:
  static Result<Transaction> Begin(const Database& database);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(other.database_) { other.database_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;

  Status Commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}

  const Database* database_;  // null when committed
};

}  // namespace sciot::storage
