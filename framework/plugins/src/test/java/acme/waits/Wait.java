package acme.waits;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.function.LongSupplier;

/** Needs a service that somebody else offers. */
@Component(service = Wait.class)
public final class Wait {

    @Activate
    public Wait(@Reference LongSupplier clock) {}
}
