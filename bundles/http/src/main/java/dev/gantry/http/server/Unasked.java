package dev.gantry.http.server;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections on which no whole request came for a while, however slowly they send the head
 * of one; the timeout for idle connections sees only those that send nothing. Thread-safe.
 */
final class Unasked extends Handler.Wrapper implements Connection.Listener {
    private static final long LOOK_MS = 1000;

    private final Scheduler scheduler;
    private final long patience;
    private final Map<EndPoint, Long> since = new ConcurrentHashMap<>();
    private volatile Scheduler.Task look = () -> false;

    /**
     * Around a handler.
     *
     * @param patience how long a connection may be without a request
     */
    Unasked(Handler handler, Scheduler scheduler, Duration patience) {
        super(handler);
        this.scheduler = scheduler;
        this.patience = patience.toNanos();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        again();
    }

    @Override
    protected void doStop() throws Exception {
        look.cancel();
        super.doStop();
    }

    @Override
    public void onOpened(Connection connection) {
        // the one inside is looked at
        if (!(connection instanceof SslConnection)) {
            since.put(connection.getEndPoint(), System.nanoTime());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        since.remove(connection.getEndPoint());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        since.remove(end);
        Request.addCompletionListener(request, failure -> waits(end));
        return super.handle(request, response, callback);
    }

    private void waits(EndPoint end) {
        since.put(end, System.nanoTime());
        if (!end.isOpen()) {
            since.remove(end);
        }
    }

    private void again() {
        look = scheduler.schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning()) {
            return;
        }
        long now = System.nanoTime();
        since.forEach(
                (end, begun) -> {
                    if (now - begun > patience) {
                        since.remove(end, begun);
                        end.close();
                    }
                });
        again();
    }
}
