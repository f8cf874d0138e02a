package acme.broken.reference;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A task that is a component and waits for a service that never comes. */
@TaskType(id = "broken.convert")
@Component(service = Task.class)
public final class Convert implements Task<Convert.Params, Convert.Price> {
    /** What to convert. */
    public record Params(double amount, String currency) {}

    /** The price. */
    public record Price(double price) {}

    private final Rates rates;

    /** Takes the rates. */
    @Activate
    public Convert(@Reference Rates rates) {
        this.rates = rates;
    }

    @Override
    public Price run(Params params, TaskContext context) {
        return new Price(params.amount() * rates.rate(params.currency()));
    }
}
