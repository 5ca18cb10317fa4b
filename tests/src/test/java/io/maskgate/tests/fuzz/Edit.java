package io.maskgate.tests.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One change of some bytes. Places are parts of the whole, so that an edit fits input of any length. */
sealed interface Edit {
    /** One bit turned. */
    record Flip(double at, int bit) implements Edit {}

    /** Something put in between. */
    record Insert(double at, String what) implements Edit {}

    /** Some bytes left out. */
    record Delete(double at, int count) implements Edit {}

    /** Some bytes put again elsewhere. */
    record Copy(double from, double to, int count) implements Edit {}

    /** A number where sizes often stand, in {@code bytes} bytes, big end first. */
    record Number(double at, int bytes, long value) implements Edit {}

    /** The rest cut off. */
    record Cut(double at) implements Edit {}

    /** One word, many times. */
    record Flood(double at, String what, int times) implements Edit {}

    /** What parsers of text stumble over, or take for something else. */
    List<String> WORDS = List.of(
            "",
            "\0",
            "\n",
            "\r\n",
            "\r\n\r\n",
            "\t",
            " ",
            "-",
            "- ",
            ": ",
            "? ",
            "#",
            "'",
            "\"",
            "\\",
            "%",
            "%s%n",
            "%00",
            "{",
            "}",
            "[",
            "]",
            "[[[[",
            "{{{{",
            "&a ",
            "*a",
            "&a [*a,*a,*a]",
            "!!",
            "!!java.net.URL ",
            "|",
            ">",
            "@",
            "`",
            "---\n",
            "...\n",
            "<<: ",
            "null",
            "~",
            "true",
            "yes",
            "0",
            "-1",
            "1e999",
            "NaN",
            ".inf",
            "0x7fffffff",
            "99999999999999999999",
            "${env:HOME}",
            "${file:/etc/hostname}",
            "${file:/dev/zero}",
            "${",
            "file:///etc/passwd",
            "rtsp://",
            "../../",
            "/",
            "+",
            "\ud83d\ude37",
            "\u0000",
            "\u2028",
            "\uffff",
            "a=control:",
            "m=video 0 RTP/AVP 96\r\n",
            "sprop-parameter-sets=",
            "Content-Length: 99999999999\r\n",
            "Content-Length: -1\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Range: bytes=0-\r\n");

    static Arbitrary<List<Edit>> some() {
        var at = Arbitraries.doubles().between(0, 1).withSpecialValue(0).withSpecialValue(1);
        var count = Arbitraries.integers().between(1, 64);
        var word = Arbitraries.oneOf(
                Arbitraries.of(WORDS), Arbitraries.strings().all().ofMaxLength(12));
        var number =
                Arbitraries.of(0L, 1L, 0x7fL, 0x80L, 0xffL, 0x7fffL, 0xffffL, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL);
        Arbitrary<Edit> edit = Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Combinators.combine(at, Arbitraries.integers().between(0, 7))
                                .as(Flip::new)),
                Tuple.of(4, Combinators.combine(at, word).as(Insert::new)),
                Tuple.of(3, Combinators.combine(at, count).as(Delete::new)),
                Tuple.of(2, Combinators.combine(at, at, count).as(Copy::new)),
                Tuple.of(
                        3,
                        Combinators.combine(at, Arbitraries.of(1, 2, 3, 4), number)
                                .as(Number::new)),
                Tuple.of(1, at.map(Cut::new)),
                Tuple.of(
                        1,
                        Combinators.combine(at, word, Arbitraries.of(10, 1000, 20_000))
                                .as(Flood::new)));
        return edit.list().ofMinSize(1).ofMaxSize(6);
    }

    static byte[] apply(List<Edit> edits, byte[] to) {
        var bytes = to;
        for (var edit : edits) {
            bytes = edit.apply(bytes);
        }
        return bytes;
    }

    private byte[] apply(byte[] to) {
        return switch (this) {
            case Flip(double at, int bit) -> {
                var changed = to.clone();
                if (changed.length > 0) {
                    changed[Math.min(place(at, to), to.length - 1)] ^= (byte) (1 << bit);
                }
                yield changed;
            }
            case Insert(double at, String what) -> replace(to, place(at, to), 0, bytes(what));
            case Delete(double at, int count) -> replace(to, place(at, to), count, new byte[0]);
            case Copy(double from, double at, int count) -> {
                int begin = place(from, to);
                var piece = Arrays.copyOfRange(to, begin, Math.min(to.length, begin + count));
                yield replace(to, place(at, to), 0, piece);
            }
            case Number(double at, int width, long value) -> {
                var number = new byte[width];
                for (int i = 0; i < width; i++) {
                    number[i] = (byte) (value >>> 8 * (width - 1 - i));
                }
                yield replace(to, place(at, to), width, number);
            }
            case Cut(double at) -> Arrays.copyOf(to, place(at, to));
            case Flood(double at, String what, int times) -> replace(to, place(at, to), 0, bytes(what.repeat(times)));
        };
    }

    private static int place(double at, byte[] in) {
        return (int) Math.round(at * in.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] replace(byte[] in, int at, int count, byte[] by) {
        var out = new ByteArrayOutputStream(in.length + by.length);
        out.write(in, 0, at);
        out.writeBytes(by);
        int rest = Math.min(in.length, at + count);
        out.write(in, rest, in.length - rest);
        return out.toByteArray();
    }
}
