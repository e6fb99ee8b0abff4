// Atoms in the file: some of a version packed in each row, as a file's atoms are written together, and where each id
// lies.
#include <algorithm>

#include "core/base/text.h"
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {
namespace {

/// Seven bits in a byte, the lowest first; the last byte has the eighth bit clear (LEB128).
void appendNumber(std::string& bytes, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
}

void appendText(std::string& bytes, std::string_view text) {
    appendNumber(bytes, text.size());
    bytes += text;
}

/// Takes what the functions above appended. Behind the end, or after damage, everything is empty.
class Unpacking {
public:
    explicit Unpacking(std::string_view bytes) : m_bytes(bytes) {}
    bool isDone() const { return m_bytes.empty(); }
    bool isDamaged() const { return m_damaged; }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return value;
        }
        fail();
        return 0;
    }
    std::string_view taken(std::uint64_t size) {
        if (size > m_bytes.size()) {
            fail();
            return {};
        }
        const auto part = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return part;
    }
    std::string_view text() { return taken(number()); }

private:
    void fail() {
        m_damaged = true;
        m_bytes = {};
    }
    std::string_view m_bytes;
    bool m_damaged = false;
};

Error damagedIn(const sqlite::Connection& connection) {
    return {ErrorCode::Damaged, connection.path() + ": an atom cannot be read", {}};
}

/// The next atom but for the file it is of.
AtomRow unpacked(Unpacking one) {
    AtomRow row;
    auto& atom = row.atom;
    atom.id = asDigest(one.taken(sizeof(Digest::bytes)));
    atom.kind = static_cast<AtomKind>(one.number());
    atom.isPublic = one.number() != 0;
    atom.lines.first = static_cast<std::uint32_t>(one.number());
    atom.lines.last = atom.lines.first + static_cast<std::uint32_t>(one.number());
    row.start = one.number();
    row.length = one.number();
    atom.title = one.text();
    atom.symbolKind = one.text();
    atom.signature = one.text();
    atom.typeRef = one.text();
    atom.comment = one.text();
    while (!one.isDone()) atom.ancestors.emplace_back(one.text());
    if (one.isDamaged()) row.version = -1;
    return row;
}

/// Sets what all atoms of a version share. Error: Damaged.
class Owner {
public:
    static Result<Owner> of(sqlite::Connection& connection, std::int64_t version) {
        auto statement = connection.prepare("SELECT path, language FROM versions WHERE id = ?1");
        statement.bind(1, version);
        SKEIN_TRY(const bool found, statement.step());
        if (!found) return Failure(damagedIn(connection));
        return Owner(version, statement.blob(0), statement.blob(1));
    }
    void sign(AtomRow& atom, std::int64_t row) const {
        atom.version = m_version;
        atom.row = row;
        atom.atom.path = m_path;
        atom.atom.language = m_language;
    }

private:
    Owner(std::int64_t version, std::string path, std::string language)
        : m_version(version), m_path(std::move(path)), m_language(std::move(language)) {}
    std::int64_t m_version;
    std::string m_path, m_language;
};

constexpr std::int64_t numberIn(std::int64_t row) { return row & (rowIn(1, 0) - 1); }
constexpr std::int64_t versionOf(std::int64_t row) { return row / rowIn(1, 0); }

}  // namespace

void packAtom(const Atom& atom, std::size_t start, std::size_t length, std::string& bytes) {
    thread_local std::string one;
    one.clear();
    one += asText(atom.id);
    appendNumber(one, static_cast<std::uint64_t>(atom.kind));
    appendNumber(one, atom.isPublic ? 1 : 0);
    appendNumber(one, atom.lines.first);
    appendNumber(one, atom.lines.last - atom.lines.first);
    appendNumber(one, start);
    appendNumber(one, length);
    appendText(one, atom.title);
    appendText(one, atom.symbolKind);
    appendText(one, atom.signature);
    appendText(one, atom.typeRef);
    appendText(one, atom.comment);
    for (const auto& title : atom.ancestors) appendText(one, title);
    appendText(bytes, one);
}

Result<AtomRow> atomIn(sqlite::Connection& connection, std::int64_t row) {
    const auto within = numberIn(row) % static_cast<std::int64_t>(atomsInRow);
    auto statement = connection.prepare("SELECT bytes FROM atoms WHERE row = ?1");
    statement.bind(1, row - within);
    SKEIN_TRY(const bool found, statement.step());
    Unpacking atoms(found ? statement.view(0) : std::string_view());
    for (std::int64_t skipped = 0; skipped < within && !atoms.isDone(); ++skipped) atoms.text();
    if (atoms.isDamaged()) return Failure(damagedIn(connection));
    if (atoms.isDone()) return fail(ErrorCode::NotFound, connection.path() + ": no such atom");
    auto atom = unpacked(Unpacking(atoms.text()));
    if (atoms.isDamaged() || atom.version < 0) return Failure(damagedIn(connection));
    SKEIN_TRY(const auto owner, Owner::of(connection, versionOf(row)));
    owner.sign(atom, row);
    return atom;
}

Result<std::vector<AtomRow>> atomsIn(sqlite::Connection& connection, std::int64_t version) {
    SKEIN_TRY(const auto owner, Owner::of(connection, version));
    std::vector<AtomRow> rows;
    auto statement = connection.prepare("SELECT row, bytes FROM atoms WHERE row BETWEEN ?1 AND ?2 ORDER BY row");
    statement.bind(1, rowIn(version, 0)).bind(2, lastRowIn(version));
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return rows;
        auto row = statement.integer(0);
        for (Unpacking atoms(statement.view(1)); !atoms.isDone(); ++row) {
            auto atom = unpacked(Unpacking(atoms.text()));
            if (atoms.isDamaged() || atom.version < 0) return Failure(damagedIn(connection));
            owner.sign(atom, row);
            rows.push_back(std::move(atom));
        }
    }
}

Result<std::vector<AtomRow>> atomsWith(sqlite::Connection& connection, const Digest& id) {
    std::vector<AtomRow> atoms;
    auto statement = connection.prepare("SELECT row FROM ids WHERE prefix = ?1 ORDER BY row");
    statement.bind(1, prefixOf(id));
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return atoms;
        SKEIN_TRY(auto atom, atomIn(connection, statement.integer(0)));
        if (atom.atom.id == id) atoms.push_back(std::move(atom));
    }
}

}  // namespace skein::runtime
