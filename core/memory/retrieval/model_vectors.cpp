#include "core/memory/retrieval/model_vectors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/base/text.h"
#include "core/memory/segment.h"

namespace skein::memory {
namespace {

constexpr std::string_view blobMark = "SKEXVEC1";
constexpr std::size_t maxSpaceBytes = 400;

std::int32_t dot(std::string_view left, std::string_view right) {
    const auto* x = reinterpret_cast<const std::int8_t*>(left.data());
    const auto* y = reinterpret_cast<const std::int8_t*>(right.data());
    std::int32_t sum = 0;  // 16,384 times 127 squared fits
    for (std::size_t i = 0; i < left.size(); ++i) sum += static_cast<std::int32_t>(x[i]) * y[i];
    return sum;
}

std::vector<std::uint64_t> signsOf(std::string_view vector) {
    std::vector<std::uint64_t> signs((vector.size() + 63) / 64);
    for (std::size_t i = 0; i < vector.size(); ++i)
        if (static_cast<std::int8_t>(vector[i]) < 0) signs[i / 64] |= std::uint64_t{1} << i % 64;
    return signs;
}

float factorOf(std::string_view vector) {
    const auto square = dot(vector, vector);
    return square > 0 ? 1 / std::sqrt(static_cast<float>(square)) : 0;
}

void addNumber(std::string& out, std::uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xff);
}

bool takeNumber(std::string_view& bytes, std::uint32_t& number) {
    if (bytes.size() < 4) return false;
    number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
    bytes.remove_prefix(4);
    return true;
}

}  // namespace

std::string embeddedText(const Atom& atom, std::string_view text) {
    std::string said;
    for (const auto& title : atom.ancestors) said += title + " > ";
    said += atom.title + '\n';
    return toValidUtf8(said.append(text));
}

Digest embeddedDigest(const Atom& atom, std::string_view lines) {
    const auto text = lines.substr(0, maxEmbeddedBytes);
    const auto title = [](const std::string& each) { return isValidUtf8(each); };
    // What is valid in its parts is valid as a whole, and need not be put together. Most is.
    if (!isValidUtf8(text) || !title(atom.title) || !std::all_of(atom.ancestors.begin(), atom.ancestors.end(), title))
        return sha256(embeddedText(atom, shownText(text)));
    thread_local Sha256 hash;
    thread_local std::string titles;  // each add() costs more than these few bytes do
    titles.clear();
    for (const auto& each : atom.ancestors) (titles += each) += " > ";
    (titles += atom.title) += '\n';
    return hash.add(titles).add(text).finish();
}

std::string quantised(const std::vector<float>& vector) {
    float largest = 0;
    for (const float part : vector) largest = std::max(largest, std::abs(part));
    std::string bytes(vector.size(), '\0');
    for (std::size_t i = 0; i < vector.size(); ++i)
        bytes[i] = static_cast<char>(static_cast<std::int8_t>(std::lround(vector[i] / largest * 127)));
    return bytes;
}

std::string vectorBlob(const VectorBatch& batch) {
    std::string out(blobMark);
    addNumber(out, static_cast<std::uint32_t>(batch.space.size()));
    out += batch.space;
    addNumber(out, batch.dimensions);
    addNumber(out, static_cast<std::uint32_t>(batch.texts.size()));
    for (const auto& text : batch.texts)
        out.append(reinterpret_cast<const char*>(text.bytes.data()), text.bytes.size());
    return out + batch.parts;
}

Result<VectorBatch> vectorsInBlob(std::string_view bytes) {
    const auto damaged = [] { return fail(ErrorCode::Damaged, "a blob of vectors cannot be read"); };
    if (!bytes.starts_with(blobMark)) return damaged();
    bytes.remove_prefix(blobMark.size());
    VectorBatch batch;
    std::uint32_t length = 0, count = 0;
    if (!takeNumber(bytes, length) || length > maxSpaceBytes || length > bytes.size()) return damaged();
    batch.space = std::string(bytes.substr(0, length));
    bytes.remove_prefix(length);
    if (!takeNumber(bytes, batch.dimensions) || !takeNumber(bytes, count)) return damaged();
    if (batch.dimensions == 0 || batch.dimensions > maxVectorDimensions) return damaged();
    constexpr std::size_t digestBytes = sizeof(Digest::bytes);
    if (bytes.size() != std::uint64_t{count} * (digestBytes + batch.dimensions)) return damaged();
    for (std::uint32_t i = 0; i < count; ++i) {
        Digest text;
        std::memcpy(text.bytes.data(), bytes.data() + i * digestBytes, digestBytes);
        batch.texts.push_back(text);
    }
    batch.parts = std::string(bytes.substr(count * digestBytes));
    return batch;
}

ModelVectors::ModelVectors(std::uint32_t atoms, std::uint32_t dimensions)
    : m_dimensions(dimensions), m_place(atoms, none) {}

void ModelVectors::set(AtomNumber atom, std::string_view vector) {
    if (m_place[atom] != none || vector.size() != m_dimensions) return;
    m_place[atom] = m_covered++;
    m_parts += vector;
    m_factors.push_back(factorOf(vector));
    const auto signs = signsOf(vector);
    m_signs.insert(m_signs.end(), signs.begin(), signs.end());
}

ModelVectors::Direction ModelVectors::directionOf(std::string_view vector) const {
    return {std::string(vector), factorOf(vector), signsOf(vector)};
}

float ModelVectors::cosine(const Direction& question, AtomNumber atom) const {
    if (m_place[atom] == none) return 0;
    const auto own = std::string_view(m_parts).substr(std::size_t{m_place[atom]} * m_dimensions, m_dimensions);
    return static_cast<float>(dot(question.parts, own)) * m_factors[m_place[atom]] * question.factor;
}

// The cosine of the angle is that of pi times the share of signs that differ; near a right angle, where most pairs are,
// a straight line does.
float ModelVectors::firstLook(const Direction& question, AtomNumber atom) const {
    if (m_place[atom] == none) return 0;
    const auto* own = m_signs.data() + std::size_t{m_place[atom]} * question.signs.size();
    std::uint32_t differ = 0;
    for (std::size_t i = 0; i < question.signs.size(); ++i)
        differ += static_cast<std::uint32_t>(std::popcount(question.signs[i] ^ own[i]));
    const float equal = 1 - 2 * static_cast<float>(differ) / static_cast<float>(m_dimensions);
    return std::min(1.0f, equal * std::numbers::pi_v<float> / 2);
}

}  // namespace skein::memory
