package acme.leaks.registry;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.function.Consumer;

/** Registers something outside and forgets to take it away. */
@Component(service = Registers.class, immediate = true)
public final class Registers {
    private static final class Listener {}

    @Activate
    public Registers(@Reference Consumer<Object> registry) {
        registry.accept(new Listener());
    }
}
