#include "vision/jpeg.h"

// jpeglib.h uses FILE and size_t without declaring them.
#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <array>
#include <string>

namespace sciot::vision {
namespace {

// A progressive picture of few bytes may ask for any number of passes over all its pixels.
constexpr int kMaxScans = 100;

// libjpeg's state with our error handling. libjpeg reports an error by calling a function that must not
// return, so ours jumps back to Guarded. Nothing that has a destructor may live between the two.
struct Decoder {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf failed{};
  std::array<char, JMSG_LENGTH_MAX> message{};
};

[[noreturn]] void OnError(j_common_ptr jpeg) {
  auto* decoder = static_cast<Decoder*>(jpeg->client_data);
  jpeg->err->format_message(jpeg, decoder->message.data());
  std::longjmp(decoder->failed, 1);
}

// Negative levels are warnings: libjpeg would go on with made-up pixels. Stray bytes between segments are
// harmless.
void OnMessage(j_common_ptr jpeg, int level) {
  if (level < 0 && jpeg->err->msg_code != JWRN_EXTRANEOUS_DATA) OnError(jpeg);
}

void OnProgress(j_common_ptr jpeg) {
  auto* decoder = static_cast<Decoder*>(jpeg->client_data);
  if (decoder->jpeg.input_scan_number <= kMaxScans) return;
  std::snprintf(decoder->message.data(), decoder->message.size(), "more than %d scans", kMaxScans);
  std::longjmp(decoder->failed, 1);
}

void PrintNothing(j_common_ptr) {}

// Runs `step`, which may call libjpeg; false when libjpeg failed. `step` owns nothing that has a destructor.
template <typename Step>
bool Guarded(Decoder& decoder, Step step) {
  if (setjmp(decoder.failed) != 0) return false;
  step();
  return true;
}

void Create(Decoder& decoder) {
  decoder.jpeg.err = jpeg_std_error(&decoder.errors);
  decoder.jpeg.client_data = &decoder;
  decoder.errors.error_exit = OnError;
  decoder.errors.emit_message = OnMessage;
  decoder.errors.output_message = PrintNothing;
  decoder.progress.progress_monitor = OnProgress;
  jpeg_create_decompress(&decoder.jpeg);
  decoder.jpeg.progress = &decoder.progress;
}

void ReadHeader(Decoder& decoder, ByteView file) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
  jpeg_mem_src(&decoder.jpeg, bytes, static_cast<unsigned long>(file.size()));
  jpeg_read_header(&decoder.jpeg, TRUE);
}

void ReadPixels(Decoder& decoder, Image& image) {
  decoder.jpeg.out_color_space = JCS_RGB;
  jpeg_start_decompress(&decoder.jpeg);
  while (decoder.jpeg.output_scanline < decoder.jpeg.output_height) {
    JSAMPROW row = &image.rgb[size_t{decoder.jpeg.output_scanline} * image.width * 3];
    jpeg_read_scanlines(&decoder.jpeg, &row, 1);
  }
  jpeg_finish_decompress(&decoder.jpeg);
}

Error JpegError(const Decoder& decoder) {
  return {ErrorCode::kInvalidArgument, "JPEG: " + std::string(decoder.message.data())};
}

Result<Image> Decode(Decoder& decoder, ByteView file, const ImageLimits& limits) {
  if (!Guarded(decoder, [&] { Create(decoder); })) return JpegError(decoder);
  if (!Guarded(decoder, [&] { ReadHeader(decoder, file); })) return JpegError(decoder);
  SCIOT_TRY(CheckImageSize(decoder.jpeg.image_width, decoder.jpeg.image_height, limits));
  Image image{decoder.jpeg.image_width, decoder.jpeg.image_height, {}};
  image.rgb.resize(size_t{image.width} * image.height * 3);
  if (!Guarded(decoder, [&] { ReadPixels(decoder, image); })) return JpegError(decoder);
  return image;
}

}  // namespace

Result<Image> DecodeJpeg(ByteView file, const ImageLimits& limits) {
  Decoder decoder;
  auto image = Decode(decoder, file, limits);
  jpeg_destroy_decompress(&decoder.jpeg);
  return image;
}

}  // namespace sciot::vision
