package io.maskgate.daemon.http;

import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A request's body, read by those who bound it. Chunks that are none (RFC 9112, 7.1) are told from faults of ours. */
final class RequestBody extends FilterInputStream {
    /** The client sent something that is no body. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private MalformedException(RuntimeException cause) {
            super("the body is not in chunks", cause);
        }
    }

    RequestBody(Call call) {
        super(call.request().content().inputStream());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (RequestException | HttpException | CloseConnectionException | UncheckedIOException transport) {
            throw transport;
        } catch (RuntimeException malformed) {
            // The server parses lengths as it reads and lets whatever that throws through.
            throw new MalformedException(malformed);
        }
    }
}
