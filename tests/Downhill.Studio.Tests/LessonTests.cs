using Downhill.Reports;

namespace Downhill.Studio.Tests;

public sealed class LessonTests
{
    public static TheoryData<string> WithExamples => [.. Lessons.Names.Where(name => name != "convolution")];

    [Fact]
    public void Every_lesson_has_a_page_under_its_own_title()
    {
        Assert.Equal(Lessons.Names.Order().Append(LessonPlace.Wrong),
            LessonPlace.All.Select(place => place.Name).Where(name => name != LessonPlace.Wrong).Order().Append(LessonPlace.Wrong));
        Assert.All(Lessons.Names,
            name => Assert.Equal(Lessons.Find(name).Title, LessonPlace.All.Single(place => place.Name == name).Title));
    }

    [Fact]
    public void The_lesson_on_convolution_has_an_example_of_its_own_kind()
    {
        Assert.Null(Lessons.Example("convolution"));
        Assert.Throws<DownhillException>(() => new LessonSession("convolution"));
    }

    // 0.18393989144952877 is lossAfter of examples/worked/hill.json.
    [Fact]
    public void Hill_goes_down_and_comes_back()
    {
        var session = new LessonSession("hill");
        Assert.Equal(0.19374977898812007, session.Cost, 1e-15);
        session.GoTo(1);
        Assert.Equal(0.18393989144952877, session.Cost, 1e-15);
        session.GoTo(0);
        Assert.Equal(0.19374977898812007, session.Cost, 1e-15);
    }

    [Fact]
    public void What_is_printed_is_shown_for_the_printed_numbers_alone_and_is_reproduced()
    {
        var session = new LessonSession("hill");
        session.GoTo(1);
        Assert.True(session.HasPrinted);
        for (int i = 0; i < session.Now.Length; i++)
        {
            Assert.Equal(session.Lesson.Printed[i].Value, session.Reproduced[i], 1e-13);
            Assert.True(Math.Abs(session.Now[i] - session.Reproduced[i]) > 1e-6);
        }

        session.Change(session.Example.WithSample(0, 2, 0.9));
        Assert.False(session.HasPrinted);
        Assert.Equal(0.9, session.Example.Samples[0].Target[0]);
        session.Reset();
        session.GoTo(2);
        Assert.False(session.HasPrinted);
    }

    [Theory]
    [MemberData(nameof(WithExamples))]
    public void Numbers_of_ones_own_go_through_the_whole_example(string name)
    {
        var session = new LessonSession(name);
        Assert.Equal(session.Lesson.Names.Length, session.Start.Length);
        for (int i = 0; i < session.Start.Length; i++)
        {
            session.Change(session.Example.WithParameters(session.Start.SetItem(i, 0.125)));
            Assert.Equal(0.125, session.Start[i]);
        }

        session.GoTo(40);
        Assert.Equal(session.Example.Run(40).LossAfter, session.Cost);
        Assert.Equal(session.Cost, session.Curve().Lines[1].Points[0].Y);
        Assert.Throws<DownhillException>(() => session.Change(session.Example.WithSample(0, 0, double.NaN)));
    }

    [Fact]
    public void A_rate_that_is_too_large_makes_the_loss_grow()
    {
        WrongCase rate = WrongCase.All.Single(one => one.Name == "rate");
        Assert.Contains("not finite", rate.Try(30).Cells[1], StringComparison.Ordinal);
        Assert.True(End(rate, 0.3, 0) < 0.5 * rate.Try(0.3).Chart.Lines[0].Points[0].Y);
    }

    [Fact]
    public void Relu_neurons_die_with_a_large_rate_and_live_with_a_small_one()
    {
        WrongCase dead = WrongCase.All.Single(one => one.Name == "dead");
        Assert.Equal("0", dead.Try(0.03).Cells[0]);
        Assert.True(int.Parse(dead.Try(10).Cells[0]) >= 4, dead.Try(10).Cells[0]);
    }

    [Fact]
    public void Few_rows_are_memorized_and_many_are_not()
    {
        WrongCase noise = WrongCase.All.Single(one => one.Name == "noise");
        Assert.True(End(noise, 40, 1) > 3 * End(noise, 40, 0));
        Assert.True(End(noise, 1000, 1) < 2 * End(noise, 1000, 0));
    }

    [Fact]
    public void A_leak_looks_well_in_the_test_and_is_nothing_in_use()
    {
        WrongCase leak = WrongCase.All.Single(one => one.Name == "leak");
        Assert.InRange(End(leak, 2, 0), 0.97, 1);
        Assert.InRange(End(leak, 2, 1), 0.4, 0.8);
        Assert.Equal(End(leak, 0, 0), End(leak, 0, 1), 0.12);
    }

    private static double End(WrongCase one, double setting, int line) => one.Try(setting).Chart.Lines[line].Points[^1].Y;
}
