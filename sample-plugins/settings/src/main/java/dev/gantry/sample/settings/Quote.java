package dev.gantry.sample.settings;

import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Says what something costs. */
@TaskType(id = "price.quote", title = "Quote a price")
public final class Quote implements Task<Quote.Params, Quote.Price> {

    /** Of what. */
    public record Params(@Doc("Price without tax") @Range(min = 0) BigDecimal net) {}

    /** With tax. */
    public record Price(String text) {}

    @Override
    public Price run(Params params, TaskContext context) {
        Rates rates = context.settings(Rates.class); // as they are now
        BigDecimal gross =
                params.net()
                        .multiply(BigDecimal.valueOf(1 + rates.tax()))
                        .setScale(2, RoundingMode.HALF_UP);
        return new Price(gross + " " + rates.currency());
    }
}
