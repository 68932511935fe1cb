#include "tests/unit/web/specimen.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>

#include <stdexcept>

#include "proto/lunchrush/v1/rules.pb.h"

namespace lunchrush::web {
namespace {

// Part { name, parts }, Specimen { one field of each kind }, MeatKind { unspecified, pork, dried_tofu }.
constexpr char specimen_file[] = R"pb(
  name: "specimen.proto"
  package: "lunchrush.v1"
  syntax: "proto3"
  dependency: "google/protobuf/timestamp.proto"
  dependency: "proto/lunchrush/v1/rules.proto"
  enum_type {
    name: "MeatKind"
    value { name: "MEAT_KIND_UNSPECIFIED" number: 0 }
    value { name: "MEAT_KIND_PORK" number: 1 }
    value { name: "MEAT_KIND_DRIED_TOFU" number: 3 }
  }
  message_type {
    name: "Part"
    field {
      name: "name"
      number: 1
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [lunchrush.v1.rules] { required: true max_length: 4 }
      }
    }
    field { name: "parts" number: 2 type: TYPE_MESSAGE type_name: ".lunchrush.v1.Part" label: LABEL_REPEATED }
  }
  message_type {
    name: "Specimen"
    field { name: "small" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "big" number: 2 type: TYPE_INT64 label: LABEL_OPTIONAL }
    field { name: "natural" number: 3 type: TYPE_UINT32 label: LABEL_OPTIONAL }
    field { name: "large" number: 4 type: TYPE_UINT64 label: LABEL_OPTIONAL }
    field { name: "ratio" number: 5 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
    field { name: "flag" number: 6 type: TYPE_BOOL label: LABEL_OPTIONAL }
    field {
      name: "text"
      number: 7
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [lunchrush.v1.rules] { min_length: 2 max_length: 5 }
      }
    }
    field { name: "blob" number: 8 type: TYPE_BYTES label: LABEL_OPTIONAL }
    field { name: "meat" number: 9 type: TYPE_ENUM type_name: ".lunchrush.v1.MeatKind" label: LABEL_OPTIONAL }
    field {
      name: "at"
      number: 10
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Timestamp"
      label: LABEL_OPTIONAL
    }
    field { name: "part" number: 11 type: TYPE_MESSAGE type_name: ".lunchrush.v1.Part" label: LABEL_OPTIONAL }
    field {
      name: "numbers"
      number: 12
      type: TYPE_INT64
      label: LABEL_REPEATED
      options {
        [lunchrush.v1.rules] { max_items: 3 min: -5 max: 5 }
      }
    }
    field {
      name: "tags"
      number: 13
      type: TYPE_STRING
      label: LABEL_REPEATED
      options {
        [lunchrush.v1.rules] { max_length: 3 alphabet: "a-z-" }
      }
    }
    field {
      name: "parts"
      number: 14
      type: TYPE_MESSAGE
      type_name: ".lunchrush.v1.Part"
      label: LABEL_REPEATED
    }
    field {
      name: "meats"
      number: 15
      type: TYPE_ENUM
      type_name: ".lunchrush.v1.MeatKind"
      label: LABEL_REPEATED
    }
    field {
      name: "labels"
      number: 16
      type: TYPE_MESSAGE
      type_name: "LabelsEntry"
      label: LABEL_REPEATED
      options {
        [lunchrush.v1.rules] { max_items: 2 max_length: 3 }
      }
    }
    field { name: "named" number: 17 type: TYPE_MESSAGE type_name: "NamedEntry" label: LABEL_REPEATED }
    field {
      name: "maybe"
      number: 18
      type: TYPE_INT32
      label: LABEL_OPTIONAL
      proto3_optional: true
      oneof_index: 1
      options {
        [lunchrush.v1.rules] { max: 9 bounded: true }
      }
    }
    field { name: "left" number: 19 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    field { name: "right" number: 20 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    field {
      name: "favourite"
      number: 21
      type: TYPE_ENUM
      type_name: ".lunchrush.v1.MeatKind"
      label: LABEL_OPTIONAL
      proto3_optional: true
      oneof_index: 2
    }
    oneof_decl { name: "choice" }
    oneof_decl { name: "_maybe" }
    oneof_decl { name: "_favourite" }
    nested_type {
      name: "LabelsEntry"
      options { map_entry: true }
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    }
    nested_type {
      name: "NamedEntry"
      options { map_entry: true }
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field {
        name: "value"
        number: 2
        type: TYPE_MESSAGE
        type_name: ".lunchrush.v1.Part"
        label: LABEL_OPTIONAL
      }
    }
  }
)pb";

const google::protobuf::Descriptor* build() {
  using namespace google::protobuf;
  // Named so that the linker keeps the files the specimen imports.
  static_cast<void>(v1::Rules::descriptor());
  static_cast<void>(Timestamp::descriptor());
  FileDescriptorProto file;
  if (!TextFormat::ParseFromString(specimen_file, &file)) throw std::logic_error("specimen does not parse");
  static auto& pool = *new DescriptorPool(DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  if (!built) throw std::logic_error("specimen does not build");
  return built->FindMessageTypeByName("Specimen");
}

}  // namespace

std::unique_ptr<google::protobuf::Message> new_specimen() {
  static const auto* type = build();
  static auto& factory = *new google::protobuf::DynamicMessageFactory;
  return std::unique_ptr<google::protobuf::Message>(factory.GetPrototype(type)->New());
}

}  // namespace lunchrush::web
