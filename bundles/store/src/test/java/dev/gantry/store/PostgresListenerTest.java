package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.spi.store.NodeStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A listener whose server does not answer, and says nothing. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class PostgresListenerTest {
    private static final String AGAIN = NodeStore.AGAIN + " ";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
    private final AtomicBoolean gone = new AtomicBoolean();
    private final BlockingQueue<Boolean> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final PostgresAddress address;

    PostgresListenerTest(PostgresServer server) {
        this.address = server.schema();
    }

    /** Says that it is not valid if the server is gone. */
    private Connection watched(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("isValid") && gone.getAndSet(false)) {
                                asked.add(false);
                                return false;
                            }
                            Object answer;
                            try {
                                answer = method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            if (method.getName().equals("isValid")) {
                                asked.add((Boolean) answer);
                            }
                            return answer;
                        });
    }

    @Test
    void asksWhetherItIsHeardAndListensAnewWhereNot() throws Exception {
        try (Database database = Stores.postgres(address)) {
            PostgresDialect dialect = (PostgresDialect) database.dialect();
            NodeStore node = dialect.nodes(database);
            PostgresListener listener =
                    new PostgresListener(() -> watched(dialect.listener()), heard::add, nanos::get);
            listener.start();
            try {
                assertEquals(AGAIN, heard.poll(30, TimeUnit.SECONDS));
                assertNull(asked.poll());
                nanos.addAndGet(Duration.ofSeconds(30).toNanos());
                assertEquals(true, asked.poll(30, TimeUnit.SECONDS));
                node.tell("work", "1").join();
                assertEquals("work 1", heard.poll(30, TimeUnit.SECONDS));
                gone.set(true);
                nanos.addAndGet(Duration.ofSeconds(30).toNanos());
                assertEquals(false, asked.poll(30, TimeUnit.SECONDS));
                assertEquals(AGAIN, heard.poll(30, TimeUnit.SECONDS));
                node.tell("work", "2").join();
                assertEquals("work 2", heard.poll(30, TimeUnit.SECONDS));
            } finally {
                listener.close();
            }
        }
    }
}
