package dev.gantry.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A database over a wire that breaks. */
final class Breaking extends Around {
    private static final String GONE = "08006";

    private final AtomicReference<Loss> next = new AtomicReference<>();

    enum Loss {
        BEFORE_THE_WRITE,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    Breaking(Dialect inner) {
        super(inner);
    }

    /** The next write meets it. */
    void cut(Loss loss) {
        next.set(loss);
    }

    @Override
    public Connection writer() throws SQLException {
        Connection writer = super.writer();
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            boolean commit = method.getName().equals("commit");
                            Loss loss = next.get();
                            if (loss == Loss.AFTER_THE_COMMIT && commit) {
                                writer.commit();
                            }
                            if (loss != null && commit == (loss != Loss.BEFORE_THE_WRITE)) {
                                next.set(null);
                                writer.close();
                                throw new SQLException("the wire is cut", GONE);
                            }
                            try {
                                return method.invoke(writer, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Override
    public boolean lost(SQLException failure) {
        return GONE.equals(failure.getSQLState()) || super.lost(failure);
    }

    @Override
    public Optional<String> outage(SQLException failure) {
        return GONE.equals(failure.getSQLState())
                ? Optional.of("the wire is cut; mend it")
                : super.outage(failure);
    }
}
