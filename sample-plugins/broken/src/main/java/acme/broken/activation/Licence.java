package acme.broken.activation;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Throws as soon as it is activated, which is at once. */
@Component(immediate = true)
public final class Licence {

    /** Fails. */
    @Activate
    public Licence() {
        throw new IllegalStateException("the licence has expired");
    }
}
