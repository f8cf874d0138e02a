package dev.gantry.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

import java.io.IOException;

/** What nobody read of a request's body. */
final class Unread {
    /** A client that still sends when the connection closes may never see its answer. */
    private static final long SMALL = 1 << 16;

    private Unread() {}

    /**
     * Reads on to the end where that is near, so that the connection can be used again; otherwise
     * says that it closes. Waits for the client no longer than {@link LimitedStream} does.
     */
    static void drain(Request request, HttpFields.Mutable answer) {
        if (!drained(request)) {
            answer.put(HttpFields.CONNECTION_CLOSE);
        }
    }

    private static boolean drained(Request request) {
        // looking at what is there would give up on what is not
        if (request.getLength() < 0 || request.getLength() > SMALL) {
            return request.consumeAvailable();
        }
        return drained(new LimitedStream(Content.Source.asInputStream(request), SMALL));
    }

    /** Whether a body could be read to its end. */
    static boolean drained(LimitedStream body) {
        try (body) {
            // mostly nothing is left: a large buffer for each request would cost more than that
            byte[] some = new byte[512];
            int got = 0;
            while (got >= 0) {
                got = body.read(some);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
