// The version of this library.
#pragma once

#define SCIOT_VERSION "0.1.0"
