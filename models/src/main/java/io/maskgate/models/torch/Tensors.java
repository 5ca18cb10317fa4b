package io.maskgate.models.torch;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Between Java arrays and tensors. */
public final class Tensors {
    private Tensors() {}

    /** A tensor that shares the buffer's memory; the buffer must outlive it. */
    public static Tensor bytes(ByteBuffer direct, long... shape) {
        return torch.from_blob(new BytePointer(direct), shape, new TensorOptions(torch.ScalarType.Byte));
    }

    /** A copy of the values. */
    public static Tensor floats(float[] values, long... shape) {
        try (var pointer = new FloatPointer(values)) {
            return torch.from_blob(pointer, shape, new TensorOptions(torch.ScalarType.Float))
                    .clone();
        }
    }

    /** A copy of the values. */
    public static Tensor longs(long... values) {
        try (var pointer = new LongPointer(values)) {
            return torch.from_blob(pointer, new long[] {values.length}, new TensorOptions(torch.ScalarType.Long))
                    .clone();
        }
    }

    /** The values in row-major order. */
    public static float[] toFloats(Tensor tensor) {
        var plain = tensor.detach().to(torch.ScalarType.Float).contiguous();
        var values = new float[Math.toIntExact(plain.numel())];
        if (values.length > 0) {
            plain.data_ptr_float().get(values);
        }
        return values;
    }

    /** Overwrites the tensor's values; same number of them. */
    public static void set(Tensor tensor, float[] values) {
        if (tensor.numel() != values.length) {
            throw new IllegalArgumentException("expected " + tensor.numel() + " values, found " + values.length);
        }
        try (var _ = new org.bytedeco.pytorch.NoGradGuard()) {
            tensor.copy_(floats(values, values.length).view(tensor.sizes().vec().get()));
        }
    }

    public static Tensor concat(long dimension, Tensor... parts) {
        return torch.cat(new TensorVector(parts), dimension);
    }
}
