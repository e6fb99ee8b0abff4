#include "core/memory/retrieval/vector_space.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <Eigen/Dense>

#include "core/memory/retrieval/dot_products.h"

namespace skein::memory {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SquareMatrix = Eigen::MatrixXd;

constexpr std::size_t maxTeachers = 20'000;  ///< atoms that teach; more hardly turn the space
constexpr std::size_t maxColumns = 40'000;
constexpr std::size_t spare = 16;  ///< more dimensions than are kept, so that the last ones come out right
constexpr int rounds = 4;          ///< of the subspace iteration (Halko, Martinsson and Tropp 2011, section 4.5)
constexpr std::size_t comparedInFull = 2'000;

struct Entry {
    std::uint32_t column;
    float weight;
};

/// An atom's weights log(tf) idf, of length 1, in the order of the columns.
std::vector<Entry> entriesOf(const TermList& list, const std::vector<std::uint32_t>& columns,
                             const std::vector<float>& idf) {
    std::vector<Entry> entries;
    for (const auto& [term, quarters] : list.terms)
        if (const auto column = columns[term]; column != Lexicon::none)
            entries.push_back({column, idf[column] * (1 + std::log(std::max(1.0f, static_cast<float>(quarters) / 4)))});
    std::sort(entries.begin(), entries.end(), [](const auto& x, const auto& y) { return x.column < y.column; });
    float square = 0;
    for (const auto& entry : entries) square += entry.weight * entry.weight;
    if (square > 0)
        for (auto& entry : entries) entry.weight /= std::sqrt(square);
    return entries;
}

/// The atoms that teach: a sample that depends on the ids alone, in their order.
std::vector<AtomNumber> teachersOf(const WordIndex& words) {
    std::vector<AtomNumber> atoms(words.size());
    for (AtomNumber i = 0; i < words.size(); ++i) atoms[i] = i;
    const auto count = std::min<std::size_t>(atoms.size(), maxTeachers);
    std::partial_sort(atoms.begin(), atoms.begin() + static_cast<std::ptrdiff_t>(count), atoms.end(),
                      [&](auto x, auto y) {
                          return std::pair(words.atom(x).order, words.atom(x).row) <
                                 std::pair(words.atom(y).order, words.atom(y).row);
                      });
    atoms.resize(count);
    return atoms;
}

/// Columns for the terms that more than one atom holds: the most common ones, in an order that only their texts decide.
std::vector<std::uint32_t> columnTerms(const WordIndex& words) {
    std::vector<std::uint32_t> terms;
    for (std::uint32_t term = 0; term < words.lexicon().size(); ++term)
        if (words.atomsWith(term) >= 2) terms.push_back(term);
    const auto count = std::min(terms.size(), maxColumns);
    std::partial_sort(terms.begin(), terms.begin() + static_cast<std::ptrdiff_t>(count), terms.end(),
                      [&](auto x, auto y) {
                          const auto with = words.atomsWith(x), other = words.atomsWith(y);
                          return with != other ? with > other : words.lexicon().text(x) < words.lexicon().text(y);
                      });
    terms.resize(count);
    return terms;
}

/// A number between -1 and 1 that depends on its two names alone (SplitMix64; Steele, Lea and Flood 2014).
float noise(std::uint64_t name, std::uint64_t number) {
    auto z = name + (number + 1) * 0x9E3779B97F4A7C15ull;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return static_cast<float>(static_cast<std::int32_t>((z ^ z >> 31) >> 32)) / 2147483648.0f;
}

/// Makes the columns of a tall matrix orthonormal; directions that are not there become 0.
void orthonormalise(Matrix& tall) {
    const SquareMatrix gram = (tall.transpose() * tall).cast<double>();
    const Eigen::SelfAdjointEigenSolver<SquareMatrix> solver(gram);
    Eigen::VectorXd scale = solver.eigenvalues();
    const double least = std::max(1e-30, scale.maxCoeff() * 1e-6);
    for (double& value : scale) value = value > least ? 1 / std::sqrt(value) : 0;
    const Matrix turn = (solver.eigenvectors() * scale.asDiagonal()).cast<float>();
    tall = tall * turn;
}

/// The matrix of atoms and terms, times itself, times `basis`.
Matrix timesBoth(const std::vector<std::vector<Entry>>& atoms, const Matrix& basis) {
    Matrix result = Matrix::Zero(basis.rows(), basis.cols());
    Eigen::RowVectorXf point(basis.cols());
    for (const auto& entries : atoms) {
        point.setZero();
        for (const auto& [column, weight] : entries) point += weight * basis.row(column);
        for (const auto& [column, weight] : entries) result.row(column) += weight * point;
    }
    return result;
}

VectorSpace::Direction asDirection(const std::array<float, VectorSpace::dimensions>& point) {
    VectorSpace::Direction direction;
    float largest = 0, square = 0;
    for (const float part : point) largest = std::max(largest, std::abs(part));
    if (largest <= 0) return direction;
    for (std::size_t i = 0; i < point.size(); ++i) {
        direction.parts[i] = static_cast<std::int16_t>(std::lround(point[i] / largest * 4'095));  // sums fit 32 bits
        square += static_cast<float>(direction.parts[i]) * static_cast<float>(direction.parts[i]);
    }
    direction.length = std::sqrt(square);
    return direction;
}

template <class T>
void append(std::string& out, const std::vector<T>& values) {
    const std::uint64_t count = values.size();
    out.append(reinterpret_cast<const char*>(&count), sizeof count);
    out.append(reinterpret_cast<const char*>(values.data()), count * sizeof(T));
}

template <class T>
bool take(std::string_view& bytes, std::vector<T>& values) {
    std::uint64_t count = 0;
    if (bytes.size() < sizeof count) return false;
    std::memcpy(&count, bytes.data(), sizeof count);
    bytes.remove_prefix(sizeof count);
    if (count > bytes.size() / sizeof(T)) return false;
    values.resize(count);
    std::memcpy(values.data(), bytes.data(), count * sizeof(T));
    bytes.remove_prefix(count * sizeof(T));
    return true;
}

}  // namespace

std::optional<VectorSpace> VectorSpace::make(const WordIndex& words, const std::function<bool()>& cancelled) {
    if (words.size() < fewestAtoms) return std::nullopt;
    VectorSpace space;
    const auto terms = columnTerms(words);
    const auto teachers = teachersOf(words);
    space.m_columns.assign(words.lexicon().size(), Lexicon::none);
    std::vector<float> idf;
    for (std::uint32_t column = 0; column < terms.size(); ++column) {
        space.m_columns[terms[column]] = column;
        idf.push_back(words.idf(terms[column]));
    }
    std::vector<std::vector<Entry>> atoms;
    for (const auto teacher : teachers) atoms.push_back(entriesOf(words.terms(teacher), space.m_columns, idf));
    // As many dimensions as a quarter of what they are learnt from: more would only repeat it.
    const auto kept = std::min({dimensions, teachers.size() / 4, terms.size() / 2});
    if (kept == 0) return std::nullopt;
    Matrix basis(static_cast<Eigen::Index>(terms.size()),
                 static_cast<Eigen::Index>(std::min(kept + spare, terms.size())));
    for (Eigen::Index row = 0; row < basis.rows(); ++row)
        for (Eigen::Index column = 0; column < basis.cols(); ++column)
            basis(row, column) =
                noise(words.lexicon().hash(terms[static_cast<std::size_t>(row)]), static_cast<std::uint64_t>(column));
    for (int round = 0; round < rounds; ++round) {
        if (cancelled && cancelled()) return std::nullopt;
        basis = timesBoth(atoms, basis);
        orthonormalise(basis);
    }
    // The strongest directions within the subspace that was found (Rayleigh and Ritz).
    const SquareMatrix inner = (basis.transpose() * timesBoth(atoms, basis)).cast<double>();
    const Eigen::SelfAdjointEigenSolver<SquareMatrix> solver((inner + inner.transpose()) / 2);
    const Matrix turn =
        solver.eigenvectors().rightCols(static_cast<Eigen::Index>(kept)).rowwise().reverse().cast<float>();
    const Matrix found = basis * turn;
    space.m_terms.assign(terms.size() * dimensions, 0);
    for (std::size_t column = 0; column < terms.size(); ++column)
        for (std::size_t i = 0; i < kept; ++i)
            space.m_terms[column * dimensions + i] =
                found(static_cast<Eigen::Index>(column), static_cast<Eigen::Index>(i));
    double energy = 0;
    for (const auto& entries : atoms)
        for (std::size_t i = 0; i < kept; ++i) {
            double part = 0;
            for (const auto& [column, weight] : entries) part += weight * space.m_terms[column * dimensions + i];
            energy += part * part;
        }
    space.m_explained = static_cast<float>(energy / static_cast<double>(atoms.size()));
    space.place(words, cancelled);
    if (space.size() != words.size()) return std::nullopt;
    return space;
}

void VectorSpace::place(const WordIndex& words, const std::function<bool()>& cancelled) {
    std::vector<float> idf(m_terms.size() / dimensions);
    for (std::uint32_t term = 0; term < m_columns.size(); ++term)
        if (m_columns[term] != Lexicon::none) idf[m_columns[term]] = words.idf(term);
    for (AtomNumber atom = 0; atom < words.size(); ++atom) {
        if (atom % 4'096 == 0 && cancelled && cancelled()) return;
        std::array<float, dimensions> point{};
        for (const auto& [column, weight] : entriesOf(words.terms(atom), m_columns, idf)) {
            const float* row = m_terms.data() + std::size_t{column} * dimensions;
            for (std::size_t i = 0; i < dimensions; ++i) point[i] += weight * row[i];
        }
        keep(atom, point);
    }
}

void VectorSpace::keep(AtomNumber atom, const std::array<float, dimensions>& point) {
    float largest = 0, square = 0;
    for (const float part : point) largest = std::max(largest, std::abs(part));
    const auto first = std::size_t{atom} * dimensions;
    m_full.resize(first + dimensions);
    for (std::size_t i = 0; i < dimensions && largest > 0; ++i) {
        const auto part = static_cast<std::int8_t>(std::lround(point[i] / largest * 127));
        m_full[first + i] = part;
        square += static_cast<float>(part) * static_cast<float>(part);
    }
    m_leading.insert(m_leading.end(), m_full.begin() + static_cast<std::ptrdiff_t>(first),
                     m_full.begin() + static_cast<std::ptrdiff_t>(first + leading));
    m_factors.push_back(square > 0 ? 1 / std::sqrt(square) : 0);
}

VectorSpace::Direction VectorSpace::directionOf(const std::vector<std::pair<std::uint32_t, float>>& terms,
                                                const WordIndex& words) const {
    std::array<float, dimensions> point{};
    for (const auto& [term, weight] : terms) {
        if (term >= m_columns.size() || m_columns[term] == Lexicon::none) continue;
        const float* row = m_terms.data() + std::size_t{m_columns[term]} * dimensions;
        const float full = weight * words.idf(term);
        for (std::size_t i = 0; i < dimensions; ++i) point[i] += full * row[i];
    }
    return asDirection(point);
}

VectorSpace::Direction VectorSpace::directionOf(AtomNumber atom) const {
    std::array<float, dimensions> point{};
    for (std::size_t i = 0; i < dimensions; ++i) point[i] = m_full[std::size_t{atom} * dimensions + i];
    return asDirection(point);
}

float VectorSpace::cosine(const Direction& direction, AtomNumber atom) const {
    if (direction.length <= 0) return 0;
    std::int32_t sum = 0;
    dotRows(direction.parts.data(), m_full.data() + std::size_t{atom} * dimensions, dimensions, 1, &sum);
    return static_cast<float>(sum) * m_factors[atom] / direction.length;
}

std::vector<float> VectorSpace::firstLooks(const Direction& direction) const {
    std::vector<float> looks(size());
    if (direction.length <= 0) return looks;
    std::array<std::int32_t, 256> sums;
    for (std::size_t from = 0; from < looks.size(); from += sums.size()) {
        const auto count = std::min(sums.size(), looks.size() - from);
        dotRows(direction.parts.data(), m_leading.data() + from * leading, leading, count, sums.data());
        for (std::size_t i = 0; i < count; ++i)
            looks[from + i] = static_cast<float>(sums[i]) * m_factors[from + i] / direction.length;
    }
    return looks;
}

std::vector<AtomNumber> VectorSpace::nearest(const Direction& direction, std::size_t count) const {
    std::vector<std::pair<float, AtomNumber>> near(size());
    const auto first = firstLooks(direction);
    for (AtomNumber atom = 0; atom < size(); ++atom) near[atom] = {-first[atom], atom};
    const auto looks = std::min<std::size_t>(std::max(count, comparedInFull), near.size());
    std::nth_element(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(looks), near.end());
    near.resize(looks);
    for (auto& [distance, atom] : near) distance = -cosine(direction, atom);
    std::sort(near.begin(), near.end());
    std::vector<AtomNumber> atoms;
    for (std::size_t i = 0; i < std::min(count, near.size()); ++i) atoms.push_back(near[i].second);
    return atoms;
}

std::string VectorSpace::bytes() const {
    std::string out(reinterpret_cast<const char*>(&m_explained), sizeof m_explained);
    append(out, m_columns);
    append(out, m_terms);
    append(out, m_full);
    append(out, m_factors);
    return out;
}

std::optional<VectorSpace> VectorSpace::read(std::string_view bytes, const WordIndex& words) {
    VectorSpace space;
    if (bytes.size() < sizeof space.m_explained) return std::nullopt;
    std::memcpy(&space.m_explained, bytes.data(), sizeof space.m_explained);
    bytes.remove_prefix(sizeof space.m_explained);
    if (!take(bytes, space.m_columns) || !take(bytes, space.m_terms) || !take(bytes, space.m_full) ||
        !take(bytes, space.m_factors) || !bytes.empty())
        return std::nullopt;
    const auto columns = space.m_terms.size() / dimensions;
    const bool fits = space.m_columns.size() == words.lexicon().size() && space.m_factors.size() == words.size() &&
                      space.m_full.size() == space.m_factors.size() * dimensions &&
                      space.m_terms.size() == columns * dimensions &&
                      std::all_of(space.m_columns.begin(), space.m_columns.end(),
                                  [&](auto column) { return column == Lexicon::none || column < columns; });
    if (!fits) return std::nullopt;
    for (std::size_t atom = 0; atom < space.m_factors.size(); ++atom)
        space.m_leading.insert(space.m_leading.end(),
                               space.m_full.begin() + static_cast<std::ptrdiff_t>(atom * dimensions),
                               space.m_full.begin() + static_cast<std::ptrdiff_t>(atom * dimensions + leading));
    return space;
}

}  // namespace skein::memory
