package dev.gantry.probes.net;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the head of an answer, which ends with an empty line: where the connection ends before it,
 * the library takes what there is for the whole.
 */
final class WholeHead extends DefaultHttpResponseParser {
    private boolean begun;

    WholeHead(Http1Config config) {
        super(config);
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
            throws IOException, HttpException {
        Watched watched = new Watched(in);
        begun = false;
        try {
            ClassicHttpResponse head = super.parse(buffer, watched);
            if (!watched.ended) {
                return head;
            }
        } catch (HttpException e) {
            if (!begun || !watched.ended) {
                throw e;
            }
        }
        throw new ConnectionClosedException("it closed the connection before the head was whole");
    }

    @Override
    protected ClassicHttpResponse createMessage(CharArrayBuffer line)
            throws IOException, HttpException {
        ClassicHttpResponse head = super.createMessage(line);
        begun = true;
        return head;
    }

    private static final class Watched extends FilterInputStream {
        private boolean ended;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            ended |= count < 0;
            return count;
        }
    }
}
