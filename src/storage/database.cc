#include "storage/database.h"

#include <sqlite3.h>

#include <cstring>

#include "base/file.h"

namespace sciot::storage {
namespace {

constexpr int kBusyMilliseconds = 5000;  // until a file that others write to counts as taken

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::Bind(int index, int64_t value) {
  sqlite3_bind_int64(statement_.get(), index, value);
}

void Statement::Bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

Result<bool> Statement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Error error = database_->MakeError();
  Reset();
  return error;
}

Status Statement::Run() {
  bool has_row = true;
  while (has_row) {
    SCIOT_ASSIGN(has_row, Step());
  }
  Reset();
  return {};
}

void Statement::Reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::Text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const auto size_bytes = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size_bytes);
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close(connection);
}

Result<std::unique_ptr<Database>> Database::Open(const std::filesystem::path& path, const DatabaseOptions& options) {
  if (path.has_parent_path()) SCIOT_TRY(MakeDirectory(path.parent_path()));
  std::unique_ptr<Database> database(new Database(path));
  SCIOT_TRY(database->Connect());
  SCIOT_TRY(database->Configure(options));
  return database;
}

Status Database::Connect() {
  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path_.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  if (connection == nullptr) return Error{ErrorCode::kInternal, path_.string() + ": out of memory"};
  if (code != SQLITE_OK) return MakeError();
  sqlite3_extended_result_codes(connection, 1);
  return {};
}

// A file of our own is locked before anything is read, and kept locked.
Status Database::Configure(const DatabaseOptions& options) const {
  const bool is_shared = options.sharing == Sharing::kOtherProcesses;
  if (is_shared) sqlite3_busy_timeout(connection_.get(), kBusyMilliseconds);
  SCIOT_TRY(Execute(is_shared ? "PRAGMA locking_mode = NORMAL" : "PRAGMA locking_mode = EXCLUSIVE"));
  SCIOT_TRY(Execute("PRAGMA journal_mode = WAL"));
  const bool waits = options.durability == Durability::kPower;
  SCIOT_TRY(Execute(waits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  return is_shared ? Status() : Execute("BEGIN EXCLUSIVE; COMMIT");
}

Result<Statement> Database::Prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return MakeError();
  return Statement(*this, statement);
}

Status Database::Execute(const std::string& sql) const {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return MakeError();
}

Result<int64_t> Database::QueryInteger(std::string_view sql) const {
  SCIOT_ASSIGN(Statement query, Prepare(sql));
  SCIOT_ASSIGN(const bool has_row, query.Step());
  return has_row ? query.Integer(0) : int64_t{0};
}

int64_t Database::changes() const {
  return sqlite3_changes64(connection_.get());
}

Error Database::MakeError() const {
  const int code = sqlite3_extended_errcode(connection_.get()) & 0xff;
  std::string message = path_.string() + ": " + sqlite3_errmsg(connection_.get());
  const int system = sqlite3_system_errno(connection_.get());
  if (code == SQLITE_BUSY) return {ErrorCode::kUnavailable, path_.string() + ": another process uses it"};
  const bool is_of_system = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
  if (is_of_system && system != 0) message += std::string(" (") + std::strerror(system) + ")";
  const bool may_pass = code == SQLITE_FULL || code == SQLITE_IOERR;
  return {may_pass ? ErrorCode::kUnavailable : ErrorCode::kInternal, std::move(message)};
}

Result<Transaction> Transaction::Begin(const Database& database) {
  SCIOT_TRY(database.Execute("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) static_cast<void>(database_->Execute("ROLLBACK"));  // an error means: rolled back already
}

Status Transaction::Commit() {
  SCIOT_TRY(database_->Execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace sciot::storage
