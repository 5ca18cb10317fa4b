package io.maskgate.hw.video;

import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;

/** An FFmpeg option dictionary. */
final class Options implements AutoCloseable {
    private final AVDictionary dictionary = new AVDictionary((Pointer) null);

    void set(String key, String value) {
        avutil.av_dict_set(dictionary, key, value, 0);
    }

    void remove(String key) {
        avutil.av_dict_set(dictionary, key, (String) null, 0);
    }

    AVDictionary dictionary() {
        return dictionary;
    }

    @Override
    public void close() {
        avutil.av_dict_free(dictionary);
    }
}
