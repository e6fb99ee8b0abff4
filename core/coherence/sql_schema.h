// What a script of SQL leaves in a database: tables, their columns and keys, enumerated types, views and functions,
// each statement applied to what those before it left. Reads the definitions of PostgreSQL, MySQL, SQLite and SQL
// Server. Does not see: data, grants, triggers, bodies of functions, what a view computes. Thread: any; pure; linear.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skein::coherence {

struct SqlForeignKey {
    std::string target;    ///< "customers(id)"; without columns where none are named
    std::string onDelete;  ///< "cascade", ...; empty: nothing is said
};

struct SqlColumn {
    std::string name;
    std::string type;             ///< general name without arguments: "varchar", "int", "timestamptz"
    std::vector<std::string> of;  ///< its arguments: length, precision and scale, members of an enumeration
    std::string defaultText;      ///< as written, lower case; empty: none
    bool notNull = false;
    bool makesItself = false;  ///< serial, identity, generated: no writer gives it
};

struct SqlTable {
    std::string name;
    std::vector<SqlColumn> columns;  ///< in order
    std::set<std::string> primaryKey;
    std::map<std::string, SqlForeignKey> keys;   ///< by the columns, "a,b"
    std::map<std::string, std::string> uniques;  ///< columns, "a,b" -> name of the constraint or index
    std::map<std::string, std::string> checks;   ///< condition, without white space -> name of the constraint

    SqlColumn* column(std::string_view wanted);
    const SqlColumn* column(std::string_view wanted) const;
};

struct SqlSchema {
    std::map<std::string, SqlTable> tables;  ///< by name in lower case, schema left out where it is the usual one
    std::map<std::string, std::vector<std::string>> enums;
    std::map<std::string, std::vector<std::string>> views;  ///< names of what is selected; "*" where it is all
    std::map<std::string, std::string> functions;           ///< "(int,text) returns bool"
    std::map<std::string, std::string> indexOf;             ///< unique index -> its table
    bool isSql = false;                                     ///< a statement was understood
    bool changesOther = false;  ///< alters or drops what it did not make: it is a change of another script
};

/// `script` applied to `before`. What cannot be read is passed over, statement by statement. At most 20,000 columns.
SqlSchema readSql(std::string_view script, SqlSchema before = {});

}  // namespace skein::coherence
