#include "services/simulator/alipay/zip.h"

#include <zlib.h>

#include <cstdint>

namespace lunchrush::simulator::alipay {
namespace {

constexpr std::uint16_t version = 20;
constexpr std::uint16_t dos_date = 0x21;  // 1980-01-01: nobody reads it

void put16(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>((value >> 8) & 0xFF);
}

void put32(std::string& out, std::size_t value) {
  put16(out, value & 0xFFFF);
  put16(out, value >> 16);
}

// What the local header and the central directory have in common.
void put_description(std::string& out, const ZipEntry& entry) {
  put16(out, version);
  put16(out, 0);  // flags: the name is not UTF-8
  put16(out, 0);  // stored
  put16(out, 0);  // time
  put16(out, dos_date);
  put32(out,
        crc32(0, reinterpret_cast<const Bytef*>(entry.bytes.data()), static_cast<uInt>(entry.bytes.size())));
  put32(out, entry.bytes.size());
  put32(out, entry.bytes.size());
  put16(out, entry.name.size());
  put16(out, 0);  // extra
}

}  // namespace

std::string zip(const std::vector<ZipEntry>& entries) {
  std::string files, directory;
  for (const auto& entry : entries) {
    const auto offset = files.size();
    files += "PK\x03\x04";
    put_description(files, entry);
    files += entry.name + entry.bytes;
    directory += "PK\x01\x02";
    put16(directory, version);
    put_description(directory, entry);
    put16(directory, 0);  // comment
    put16(directory, 0);  // disk
    put16(directory, 0);  // internal attributes
    put32(directory, 0);  // external attributes
    put32(directory, offset);
    directory += entry.name;
  }
  std::string out = files + directory + "PK\x05\x06";
  put32(out, 0);  // disks
  put16(out, entries.size());
  put16(out, entries.size());
  put32(out, directory.size());
  put32(out, files.size());
  put16(out, 0);  // comment
  return out;
}

}  // namespace lunchrush::simulator::alipay
