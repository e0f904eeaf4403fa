package dev.caravan.choreography;

import dev.caravan.testing.FlowTest;

@FlowTest
class JournalChannelTest extends ChannelContract {}
