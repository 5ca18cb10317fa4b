package io.maskgate.hw.video;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A software decoder that plays one of hardware, and stays at its end once it was drained, as that of V4L2 does. */
record NoWayBack(Decoder decoder) implements Decoder {
    /** The software decoder of a stream. */
    static Decoder software(Demuxer demuxer) {
        return AvDecoder.software(demuxer.stream().codecpar(), demuxer.timeBase(), 1)
                .orElseThrow();
    }

    @Override
    public String name() {
        return decoder.name();
    }

    @Override
    public boolean hardware() {
        return true;
    }

    @Override
    public int codecId() {
        return decoder.codecId();
    }

    @Override
    public void loopFilter(boolean on) {
        decoder.loopFilter(on);
    }

    @Override
    public int send(AVPacket packet) {
        return decoder.send(packet);
    }

    @Override
    public void drain() {
        decoder.drain();
    }

    @Override
    public void forget() {}

    @Override
    public int receive(AVFrame frame) {
        return decoder.receive(frame);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
