// Apache.cs is the tests' own, and this its one tie to xunit, which has no business here.
global using Xunit;

namespace Xunit;

public interface IAsyncLifetime
{
    Task InitializeAsync();

    Task DisposeAsync();
}
