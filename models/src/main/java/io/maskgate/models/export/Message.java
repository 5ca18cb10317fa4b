package io.maskgate.models.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** A protobuf message under construction; fields by their number in {@code onnx.proto}. */
final class Message {
    private final ByteString.Output bytes = ByteString.newOutput();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    static ByteString of(Consumer<Message> content) {
        var message = new Message();
        content.accept(message);
        message.write(CodedOutputStream::flush);
        return message.bytes.toByteString();
    }

    Message number(int field, long value) {
        return write(to -> to.writeInt64(field, value));
    }

    Message numbers(int field, long... values) {
        for (long value : values) {
            number(field, value);
        }
        return this;
    }

    Message real(int field, float value) {
        return write(to -> to.writeFloat(field, value));
    }

    Message text(int field, String value) {
        return write(to -> to.writeString(field, value));
    }

    Message bytes(int field, ByteString value) {
        return write(to -> to.writeBytes(field, value));
    }

    Message nested(int field, Consumer<Message> content) {
        return bytes(field, of(content));
    }

    private Message write(Write write) {
        try {
            write.to(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
