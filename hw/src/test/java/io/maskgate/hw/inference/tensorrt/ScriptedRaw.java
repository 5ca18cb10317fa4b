package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.RawEngine;
import java.nio.FloatBuffer;
import java.util.List;

/** An engine of one anchor per picture that always gives the same answer. */
record ScriptedRaw(float[] box, float[] score) implements RawEngine {
    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int maxBatch() {
        return 1;
    }

    @Override
    public void run(List<InputImage> batch) {}

    @Override
    public FloatBuffer boxes() {
        return FloatBuffer.wrap(box);
    }

    @Override
    public FloatBuffer scores() {
        return FloatBuffer.wrap(score);
    }

    @Override
    public void close() {}
}
