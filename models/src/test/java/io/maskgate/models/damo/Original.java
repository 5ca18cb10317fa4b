package io.maskgate.models.damo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.models.data.Face;
import io.maskgate.models.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.bytedeco.pytorch.Tensor;

/** What the original computes, and the formulas it was fed with; see the README beside the numbers. */
public final class Original {
    private Original() {}

    /** The numbers called {@code name}. */
    public static JsonNode numbers(String name) {
        var resource = Objects.requireNonNull(Original.class.getResourceAsStream(name + ".json.gz"), name);
        try (var stream = new GZIPInputStream(resource)) {
            return new JsonMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tensor {@code t} of the formula, between {@code b - a} and {@code b + a}. */
    public static float[] fill(int t, double a, double b, int size) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (b + a * uniform(t, i));
        }
        return values;
    }

    /** The tensor a node's {@code t, a, b, shape} stand for. */
    public static float[] fill(JsonNode formula) {
        int size = IntStream.of(ints(formula.get("shape"))).reduce(1, Math::multiplyExact);
        return fill(
                formula.get("t").asInt(),
                formula.get("a").asDouble(),
                formula.get("b").asDouble(),
                size);
    }

    static double uniform(int t, int i) {
        int x = i * 0x9E3779B1 + t * 0x85EBCA77 + 0x165667B1;
        x ^= x >>> 16;
        x *= 0x85EBCA6B;
        x ^= x >>> 13;
        x *= 0xC2B2AE35;
        x ^= x >>> 16;
        return (Integer.toUnsignedLong(x) + 0.5) / 4294967296.0 * 2 - 1;
    }

    /** The weights of a variant by name, and their shapes. */
    public static Map<String, float[]> weights(JsonNode variant) {
        var weights = new LinkedHashMap<String, float[]>();
        for (var tensor : variant.get("tensors")) {
            int t = tensor.get(2).asInt();
            if (t >= 0) {
                int size = IntStream.of(ints(tensor.get(1))).reduce(1, Math::multiplyExact);
                var values = fill(t, tensor.get(3).asDouble(), tensor.get(4).asDouble(), size);
                weights.put(tensor.get(0).asText(), values);
            }
        }
        return weights;
    }

    /** Names and shapes of a list of tensors; of the filled ones only where the list says which are. */
    static Map<String, List<Integer>> shapes(JsonNode tensors) {
        var shapes = new LinkedHashMap<String, List<Integer>>();
        for (var tensor : tensors) {
            if (!tensor.has(2) || tensor.get(2).asInt() >= 0) {
                shapes.put(
                        tensor.get(0).asText(),
                        IntStream.of(ints(tensor.get(1))).boxed().toList());
            }
        }
        return shapes;
    }

    /** Pictures {@code [count,3,height,width]} in 0..1, channels-last, as networks get them. */
    static Tensor pictures(int count, int height, int width) {
        var values = new float[count * 3 * height * width];
        int at = 0;
        for (int n = 0; n < count; n++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < 3; c++) {
                        double v = 127.5
                                + 70 * Math.sin(0.13 * x + 0.029 * y + c + 0.5 * n)
                                + 50 * Math.cos(0.047 * x - 0.11 * y + 2 * c - 0.3 * n);
                        values[at++] = (float) (v / 255);
                    }
                }
            }
        }
        return Tensors.floats(values, count, height, width, 3).permute(0, 3, 1, 2);
    }

    /** The faces of the pictures named. */
    public static List<List<Face>> faces(JsonNode numbers) {
        var faces = new ArrayList<List<Face>>();
        for (var picture : numbers.get("images")) {
            faces.add(new ArrayList<>());
            var truth = numbers.get("ground_truth").get(picture.asText());
            for (int i = 0; i < truth.get("labels").size(); i++) {
                float[] box = floats(truth.get("boxes").get(i));
                faces.getLast()
                        .add(new Face(
                                box[0],
                                box[1],
                                box[2],
                                box[3],
                                truth.get("labels").get(i).asInt()));
            }
        }
        return faces;
    }

    public static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    public static float[] floats(JsonNode array) {
        var values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}
