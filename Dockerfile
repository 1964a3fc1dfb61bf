# The shop as a container: one static program, run by a user without rights.
# It serves on 8080 and keeps uploads in /data.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/shop ./cmd/shop

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home shop
COPY --from=build /out/shop /usr/local/bin/shop
USER shop
WORKDIR /data
ENV SHOP_ADDR=:8080 \
    SHOP_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["shop"]
CMD ["serve"]
