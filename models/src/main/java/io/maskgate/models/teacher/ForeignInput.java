package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Letterbox;
import io.maskgate.hw.inference.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Views as somebody's detector wants them.
 *
 * @param values what the model takes
 */
record ForeignInput(AdapterInput input, OnnxModel.Values values) {
    /** Where a view lies in the input: for a stretch it is the whole of it. */
    Letterbox place(int width, int height) {
        return switch (input.fit()) {
            case LETTERBOX -> Letterbox.fit(width, height, input.width(), input.height());
            case CORNER -> corner(Letterbox.fit(width, height, input.width(), input.height()));
            // Boxes are mapped by the sizes alone, each axis by its own; a scale for both there is not.
            case STRETCH -> new Letterbox(width, height, 1, 0, 0, input.width(), input.height());
        };
    }

    private static Letterbox corner(Letterbox centred) {
        return new Letterbox(
                centred.sourceWidth(),
                centred.sourceHeight(),
                centred.scale(),
                0,
                0,
                centred.contentWidth(),
                centred.contentHeight());
    }

    long[] shape() {
        return switch (input.layout()) {
            case NCHW -> new long[] {1, 3, input.height(), input.width()};
            case NHWC -> new long[] {1, input.height(), input.width(), 3};
        };
    }

    /**
     * The input's values, direct, native order.
     *
     * @param view uint8 {@code [H,W,3]} RGB of the place's source
     */
    ByteBuffer of(byte[] view, Letterbox place) {
        int area = input.width() * input.height();
        var scaled = new float[area * 3];
        if (place.contentWidth() != input.width() || place.contentHeight() != input.height()) {
            Arrays.fill(scaled, Letterbox.PAD);
        }
        new Resampler(place.sourceWidth(), place.sourceHeight(), place.contentWidth(), place.contentHeight())
                .scale(view, scaled, input.width(), place.left(), place.top());
        var buffer = ByteBuffer.allocateDirect(area * 3 * values.bytes()).order(ByteOrder.nativeOrder());
        boolean planes = input.layout() == AdapterInput.Layout.NCHW;
        for (int c = 0; c < 3; c++) {
            int from = input.colours() == AdapterInput.Colours.RGB ? c : 2 - c;
            float mean = input.mean().get(c).floatValue();
            float scale = 1 / input.scale().get(c).floatValue();
            for (int i = 0; i < area; i++) {
                int to = planes ? c * area + i : 3 * i + c;
                float value = scaled[3 * i + from];
                switch (values) {
                    case UINT8 -> buffer.put(to, (byte) Math.round(value));
                    case FLOAT32 -> buffer.putFloat(Float.BYTES * to, (value - mean) * scale);
                    case FLOAT16 -> buffer.putShort(Short.BYTES * to, Float.floatToFloat16((value - mean) * scale));
                }
            }
        }
        return buffer;
    }
}
