#!/usr/bin/env bash
# Makes the pictures of the studio: the playground after 4,000 steps, a lesson, and what goes wrong, photographed by Chromium.
set -euo pipefail
cd "$(dirname "$0")"
DOWNHILL_PICTURES=$PWD dotnet test ../../tests/Downhill.Studio.Tests --filter 'FullyQualifiedName~PictureTests'
