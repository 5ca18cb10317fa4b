package io.maskgate.daemon.http;

import io.helidon.common.tls.ConfiguredTlsManager;
import io.helidon.common.tls.Tls;
import io.maskgate.daemon.tls.ServerPair;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * TLS whose patience ends. The server hands a new connection to TLS and waits for the handshake without a deadline, so that
 * a few clients that connect and say nothing would keep all others out; here every read of such a socket has one.
 */
final class PatientTls extends ConfiguredTlsManager {
    private final int silenceMillis;

    private PatientTls(Duration silence) {
        super("web", "patient");
        this.silenceMillis = Math.toIntExact(silence.toMillis());
    }

    /** @param silence of a client that ends its connection */
    static Tls of(ServerPair pair, Duration silence) {
        return Tls.builder()
                .privateKey(pair.key())
                .privateKeyCertChain(pair.chain())
                .addApplicationProtocol("http/1.1")
                .manager(new PatientTls(silence))
                .build();
    }

    @Override
    public SSLContext sslContext() {
        var inner = super.sslContext();
        return new SSLContext(new Context(inner, silenceMillis), inner.getProvider(), inner.getProtocol()) {};
    }

    private static final class Context extends SSLContextSpi {
        private final SSLContext inner;
        private final int silenceMillis;

        Context(SSLContext inner, int silenceMillis) {
            this.inner = inner;
            this.silenceMillis = silenceMillis;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("it is set up already");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Sockets(inner.getSocketFactory(), silenceMillis);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return inner.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return inner.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return inner.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return inner.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return inner.getClientSessionContext();
        }
    }

    /** Only what a server does with a connection it has accepted; it opens none. */
    private static final class Sockets extends SSLSocketFactory {
        private final SSLSocketFactory inner;
        private final int silenceMillis;

        Sockets(SSLSocketFactory inner, int silenceMillis) {
            this.inner = inner;
            this.silenceMillis = silenceMillis;
        }

        @Override
        public Socket createSocket(Socket accepted, InputStream consumed, boolean autoClose) throws IOException {
            accepted.setSoTimeout(silenceMillis);
            return inner.createSocket(accepted, consumed, autoClose);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return inner.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return inner.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            throw none();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw none();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw none();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw none();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw none();
        }

        private static SocketException none() {
            return new SocketException("a listener opens no connection");
        }
    }
}
