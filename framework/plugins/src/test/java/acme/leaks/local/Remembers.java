package acme.leaks.local;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.concurrent.Executor;

/** Leaves a value on a thread that is not its own. */
@Component(service = Remembers.class, immediate = true)
public final class Remembers {
    private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

    private static final class Session {}

    @Activate
    public Remembers(@Reference Executor executor) {
        executor.execute(() -> LOCAL.set(new Session()));
    }
}
