# SPDX-License-Identifier: GPL-2.0-or-later
# An image with usnd and alsa-utils: docker build -t usnd . && docker run --rm usnd usnd exec -- aplay -l
# Nothing has to be granted to it: docs/ci.md.

FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
	gcc libc6-dev binutils make meson ninja-build pkg-config libsndfile1-dev dpkg-dev python3 xz-utils
COPY . /src
RUN package=$(/src/scripts/make-deb /build) && cp "$package" /usnd.deb

FROM debian:bookworm-slim
COPY --from=build /usnd.deb /tmp/usnd.deb
RUN apt-get update && apt-get install -y --no-install-recommends alsa-utils /tmp/usnd.deb && \
	rm -rf /tmp/usnd.deb /var/lib/apt/lists/*
CMD ["usnd", "help"]
