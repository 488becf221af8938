// ApacheServer.cs and its kin are the tests' own, and this their one tie to xunit, which has no business here.
global using Xunit;

namespace Xunit;

public interface IAsyncLifetime
{
    Task InitializeAsync();

    Task DisposeAsync();
}
