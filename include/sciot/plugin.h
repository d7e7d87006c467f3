/* What a shared object exports to be a plugin of sciot-edge: one function, sciot_plugin_v1. Plain C, so that it may be
 * built by any compiler of any language. docs/extending.md has the whole.
 *
 * All pointers an edge hands over are valid during the call, unless noted. Whatever a plugin answers out of range, and
 * whatever C++ exception leaves it, is reported, and the edge's own takes its place for that call. */
#pragma once

/* C has neither `using` nor <cstddef>, and its names are in one space.
 * NOLINTBEGIN(modernize-deprecated-headers, modernize-use-using, readability-identifier-naming) */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows with every change that is not compatible. */
#define SCIOT_PLUGIN_ABI_VERSION 1

/* What `plugins[].options` of the edge's configuration holds for this plugin. */
typedef struct sciot_option {
  const char* key;
  const char* value;
} sciot_option;

typedef struct sciot_options {
  const sciot_option* items;
  size_t count;
} sciot_options;

/* What a split of a model of n layers depends on, for one device. */
typedef struct sciot_split_question {
  size_t layer_count;           /* n */
  const double* device_seconds; /* n: each layer on the device */
  const double* edge_seconds;   /* n: each layer on the edge */
  const uint64_t* cut_bytes;    /* n + 1: sent at split k; the last is 0 */
  const uint64_t* reply_bytes;  /* n + 1: sent back at split k; the last is 0 */
  double rtt_seconds;
  double uplink_bytes_per_second;
  double downlink_bytes_per_second;
  double edge_queue_seconds; /* how long a request waits at the edge before it runs */
  int64_t previous_split;    /* -1 at a device's first decision */
} sciot_split_question;

/* One object for the whole edge; one thread at a time. */
typedef struct sciot_algorithm {
  /* The object, or NULL if it cannot be made. */
  void* (*create)(const sciot_options* options);
  void (*destroy)(void* self);
  /* Split k, 0..n: layers before k run on the device. */
  int64_t (*choose)(void* self, const sciot_split_question* question);
} sciot_algorithm;

typedef struct sciot_variance_answer {
  int needs_retest;          /* not 0: the layer is to be measured again */
  uint32_t* cascaded_layers; /* room for layer_count others that are, too; the edge's */
  size_t cascaded_count;     /* 0 on entry */
} sciot_variance_answer;

/* One object for each device and model, and for the edge itself; each used by one thread at a time. */
typedef struct sciot_variance_detector {
  void* (*create)(const sciot_options* options, size_t layer_count);
  void (*destroy)(void* self);
  /* Takes in a time of layer < layer_count. */
  void (*add_measurement)(void* self, size_t layer, double seconds, sciot_variance_answer* answer);
} sciot_variance_detector;

/* Called just once, on any thread, also before `handle` returns. Must not wait for another answer. */
typedef void (*sciot_answer)(void* user, const uint8_t* message, size_t size);

/* The edge, as a protocol server sees it. From any thread, until `destroy` is called. */
typedef struct sciot_host {
  void* context;
  /* Takes an inference: JSON length as u32 little endian, JSON with `model_name`, binary tensors. It is answered by a
   * message of the same form; what is wrong by {"error": "..."}. */
  void (*handle)(void* context, const uint8_t* message, size_t size, sciot_answer answer, void* user);
  /* Writes a line to the edge's log. */
  void (*log)(void* context, const char* message);
} sciot_host;

typedef struct sciot_protocol_server {
  /* `host` is valid until destroy. */
  void* (*create)(const sciot_options* options, const sciot_host* host);
  void (*destroy)(void* self);
  /* Begins to serve on threads of its own, and returns: NULL, or why it cannot, valid until destroy. */
  const char* (*start)(void* self);
  /* Takes nothing new. What was handed to the host before is still answered, before destroy. */
  void (*stop)(void* self);
} sciot_protocol_server;

/* One of the three pointers is set, the others are NULL. All that it points to stays valid until the process ends. */
typedef struct sciot_plugin {
  uint32_t abi_version; /* SCIOT_PLUGIN_ABI_VERSION */
  uint32_t size;        /* sizeof(sciot_plugin) */
  const char* name;     /* by which the configuration knows it */
  const sciot_algorithm* algorithm;
  const sciot_variance_detector* variance_detector;
  const sciot_protocol_server* protocol_server;
} sciot_plugin;

#if defined(__GNUC__)
#define SCIOT_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define SCIOT_PLUGIN_EXPORT
#endif

/* What the shared object exports. */
SCIOT_PLUGIN_EXPORT const sciot_plugin* sciot_plugin_v1(void);

/* NOLINTEND(modernize-deprecated-headers, modernize-use-using, readability-identifier-naming) */

#ifdef __cplusplus
}
#endif
