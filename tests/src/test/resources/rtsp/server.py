"""A camera park: serves MP4 files over RTSP in real time and in endless loops, without decoding them.

server.py PORT [--login USER:PASSWORD] NAME=FILE[+FILE...]...     rtsp://127.0.0.1:PORT/NAME; port 0 lets the system choose
Several files of one codec follow each other in one stream, as when a camera is set to another size.
Prints "ready PORT", and "start NAME SECONDS" with the wall clock whenever a clip starts from its beginning for somebody
who had to wait for it. Ends with its standard input.
"""
import sys
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

# Sample entries of ISO base media files, and the caps that payloaders want. parsebin does not link H.265 to an appsink.
CODECS = {
    b"avc1": ("h264", "video/x-h264,stream-format=byte-stream,alignment=au"),
    b"hvc1": ("h265", "video/x-h265,stream-format=byte-stream,alignment=au"),
    b"hev1": ("h265", "video/x-h265,stream-format=byte-stream,alignment=au"),
    b"mp4v": ("jpeg", "image/jpeg"),
}


def say(*words):
    print(*words, flush=True)


class Clip:
    """The access units of a file, each with its presentation and decoding time in nanoseconds."""

    def __init__(self, path):
        with open(path, "rb") as file:
            content = file.read()
        found = [codec for entry, codec in CODECS.items() if entry in content]
        if not found:
            sys.exit(f"{path}: expected an MP4 with H.264, H.265 or MJPEG, found none")
        self.codec, caps = found[0]
        pipeline = Gst.parse_launch(
            f'filesrc name=file ! qtdemux ! {self.codec}parse ! appsink name=out sync=false caps="{caps}"'
        )
        pipeline.get_by_name("file").set_property("location", path)
        out = pipeline.get_by_name("out")
        pipeline.set_state(Gst.State.PLAYING)
        self.units = []
        while sample := out.emit("pull-sample"):
            buffer = sample.get_buffer()
            dts = buffer.pts if buffer.dts == Gst.CLOCK_TIME_NONE else buffer.dts
            self.units.append((buffer.extract_dup(0, buffer.get_size()), buffer.pts, dts, buffer.duration))
            self.caps = sample.get_caps()
        pipeline.set_state(Gst.State.NULL)
        if not self.units:
            sys.exit(f"{path}: expected pictures, found none")
        first = min(pts for _, pts, _, _ in self.units)
        self.units = [(data, pts - first, max(0, dts - first), length) for data, pts, dts, length in self.units]
        self.length = max(pts + length for _, pts, _, length in self.units)


class Camera(GstRtspServer.RTSPMediaFactory):
    def __init__(self, name, clips):
        super().__init__()
        self.name, self.clips = name, clips
        self.set_shared(True)
        codec = clips[0].codec
        options = "pt=26" if codec == "jpeg" else "pt=96 config-interval=-1"
        self.set_launch(
            f"( appsrc name=source format=time is-live=false max-buffers=8 max-bytes=0 "
            f"! {codec}parse ! rtp{codec}pay name=pay0 {options} )"
        )
        self.connect("media-configure", self.configured)

    def configured(self, _, media):
        source = media.get_element().get_by_name("source")
        source.set_property("caps", self.clips[0].caps)
        source.connect("need-data", self.feed, iter(self.endless()))
        media.connect("new-state", self.stated, [])

    def stated(self, _, state, seen):
        if state == Gst.State.PLAYING and not seen:
            seen.append(state)
            say("start", self.name, f"{time.time():.3f}")

    def endless(self):
        offset = 0
        while True:
            for clip in self.clips:
                for data, pts, dts, length in clip.units:
                    buffer = Gst.Buffer.new_wrapped(data)
                    buffer.pts, buffer.dts, buffer.duration = offset + pts, offset + dts, length
                    yield buffer
                offset += clip.length

    def feed(self, source, _, buffers):
        source.emit("push-buffer", next(buffers))


def demand_login(server, factories, login):
    user, password = login.split(":", 1)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", user)
    auth = GstRtspServer.RTSPAuth()
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    for factory in factories:
        factory.add_role_from_structure(
            Gst.Structure.from_string(f"{user}, media.factory.access=true, media.factory.construct=true")[0]
        )


def main():
    port, arguments = sys.argv[1], sys.argv[2:]
    login = arguments[1] if arguments[0] == "--login" else None
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factories = []
    for pair in arguments[2:] if login else arguments:
        name, paths = pair.split("=", 1)
        factories.append(Camera(name, [Clip(path) for path in paths.split("+")]))
        server.get_mount_points().add_factory("/" + name, factories[-1])
    if login:
        demand_login(server, factories, login)
    if not server.attach(None):
        sys.exit(f"port {port}: cannot listen")
    loop = GLib.MainLoop()
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, 15, loop.quit)
    GLib.io_add_watch(0, GLib.IO_HUP, lambda *_: loop.quit())
    say("ready", server.get_bound_port())
    loop.run()


main()
